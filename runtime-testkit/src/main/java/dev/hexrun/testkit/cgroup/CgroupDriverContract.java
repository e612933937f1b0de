package dev.hexrun.testkit.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.signal.Signal;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupHierarchy;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link CgroupDriver} keeps to. Extend it beside your driver, say how your driver's world is looked at and
 * played with, and every method here is a test of yours: those that begin with {@code must_} are the contract, those with
 * {@code should_} what users will miss.
 *
 * <p>A driver that cannot do something says so in {@link #supports}, and nowhere else; what it does not mention there is
 * expected of it. Every process and cgroup is cleared away after each test, whether it passed or not.
 */
public abstract class CgroupDriverContract {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long MIB = 1024 * 1024;

    private final List<CgroupPaths> made = new ArrayList<>();
    private final List<Integer> started = new ArrayList<>();

    /** The first processes of cgroups that cannot be without. */
    private final Map<CgroupPaths, Integer> keepers = new HashMap<>();

    /** Creates the test. */
    protected CgroupDriverContract() {}

    /** What not every driver or host can do. */
    public enum Capability {
        /** {@link CgroupDriver#freeze}. */
        FREEZE,
        /** {@link CgroupDriver#kill} answers {@code true}. */
        KILL,
        /** A limit of processes. */
        PIDS,
        /** A limit of memory. */
        MEMORY,
        /** A limit of processor time. */
        CPU,
        /** {@link CgroupDriver#statistics} and {@link CgroupDriver#watches}. */
        STATISTICS,
        /** Cgroups without a process: {@link CgroupDriver#create} makes them, and not {@link CgroupDriver#joinFirst}. */
        EMPTY,
        /** {@link CgroupDriver#delete} leaves processes alone, and fails. */
        BUSY
    }

    /**
     * The driver under test.
     *
     * @return the same one throughout a test
     */
    protected abstract CgroupDriver driver();

    /**
     * A value of {@code linux.cgroupsPath} in the driver's form.
     *
     * @param name a name that is unique within a test
     * @return the path; no other program may have it for its own
     */
    protected abstract String cgroupsPath(String name);

    /**
     * Starts a process that does nothing until it is ended.
     *
     * @return its pid; it may be in any cgroup
     */
    protected abstract int startProcess();

    /**
     * Ends a process that {@link #startProcess} started.
     *
     * @param pid the process, which may have ended already; when this returns it is in no cgroup any longer
     */
    protected abstract void endProcess(int pid);

    /**
     * Waits for the end of a process that was killed.
     *
     * @param pid the process
     * @param patience how long to wait
     * @return {@code false} if it still lives
     */
    protected abstract boolean ended(int pid, Duration patience);

    /**
     * Looks whether there are cgroups.
     *
     * @param paths the place
     * @return the paths among those that exist
     */
    protected abstract List<String> existing(CgroupPaths paths);

    /**
     * Looks at the limit of processes that the world enforces.
     *
     * @param paths the place
     * @return the limit; empty if there is none
     */
    protected abstract OptionalLong pidsLimit(CgroupPaths paths);

    /**
     * Looks at the limit of memory that the world enforces.
     *
     * @param paths the place
     * @return bytes; empty if there is none
     */
    protected abstract OptionalLong memoryLimit(CgroupPaths paths);

    /**
     * Looks at the limit of processor time that the world enforces.
     *
     * @param paths the place
     * @return microseconds in each period; empty if there is none
     */
    protected abstract OptionalLong cpuQuota(CgroupPaths paths);

    /**
     * Makes a cgroup below a container's own, in every hierarchy, as a container with a cgroup manager does.
     *
     * @param paths the container's place
     * @param name the name of the new cgroup
     * @return where it is
     */
    protected abstract CgroupPaths nest(CgroupPaths paths, String name);

    /**
     * Says what the driver can do here.
     *
     * @param capability something that not every one can do
     * @return {@code true} unless overridden
     */
    protected boolean supports(Capability capability) {
        return true;
    }

    /**
     * What every set of limits of these tests begins with. A driver that needs something said in each says it here.
     *
     * @return a builder in which nothing is set, unless overridden
     */
    protected LinuxResources.Builder resources() {
        return LinuxResources.builder();
    }

    /** Clears away what the test left. */
    @AfterEach
    final void clearAway() {
        for (CgroupPaths paths : made) {
            driver().thaw(paths);
        }
        for (int pid : started) {
            endProcess(pid);
        }
        for (CgroupPaths paths : made.reversed()) {
            driver().delete(paths);
        }
    }

    @Test
    void must_placeTheSamePathTwiceAtTheSamePlace() {
        assertThat(driver().place(request("same"))).isEqualTo(driver().place(request("same")));
    }

    @Test
    void must_changeNothing_whenPlacing() {
        assertThat(existing(driver().place(request("nothing")))).isEmpty();
    }

    @Test
    void must_placeContainersApart() {
        CgroupPaths one = driver().place(request("one"));
        CgroupPaths other = driver().place(request("other"));
        assertThat(one.paths().values())
                .doesNotContainAnyElementsOf(other.paths().values());
    }

    @Test
    void must_nameTheCgroupAfterTheContainer_whenNoPathIsGiven() {
        CgroupPaths paths = driver().place(new CgroupRequest(ContainerId.of("web-1"), "", false));
        assertThat(paths.paths()).isNotEmpty();
        assertThat(paths.paths().values()).allMatch(path -> path.contains("web-1"));
    }

    @Test
    void must_makeEveryCgroupThatItPlaced() {
        CgroupPaths paths = create("made");
        assertThat(existing(paths)).containsExactlyInAnyOrderElementsOf(distinct(paths));
    }

    @Test
    void must_takeACgroupThatIsThereAndEmpty() {
        assume(Capability.EMPTY);
        create("twice");
        CgroupPaths paths = create("twice");
        assertThat(existing(paths)).isNotEmpty();
    }

    @Test
    void must_refuseACgroupThatHoldsProcesses_andLeaveIt() {
        CgroupPaths paths = create("taken");
        int pid = joined(paths);
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> create("taken"))
                .withMessageContaining("container's cgroup is not empty: "
                        + processes(paths, pid).size() + " process(es) found");
        assertThat(driver().pids(paths)).isEqualTo(processes(paths, pid));
    }

    @Test
    void must_refuseACgroupThatIsFrozen_andLeaveIt() {
        assume(Capability.FREEZE);
        assume(Capability.EMPTY);
        CgroupPaths paths = create("frozen");
        driver().freeze(paths, PATIENCE);
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> create("frozen"))
                .withMessageContaining("container's cgroup unexpectedly frozen");
        assertThat(driver().frozen(paths)).isTrue();
    }

    @Test
    void must_listProcessesInAscendingOrder_afterTheyJoined() {
        CgroupPaths paths = create("joined");
        int one = begin();
        int two = begin();
        driver().join(paths, Math.max(one, two));
        driver().join(paths, Math.min(one, two));
        assertThat(driver().pids(paths)).isEqualTo(processes(paths, one, two));
    }

    @Test
    void must_listNoProcessThatHasEnded() {
        CgroupPaths paths = create("left");
        endProcess(joined(paths));
        assertThat(driver().pids(paths)).isEqualTo(processes(paths));
    }

    @Test
    void must_listProcessesOfCgroupsBelow() {
        CgroupPaths paths = create("above");
        CgroupPaths below = nest(paths, "below");
        int pid = joined(below);
        assertThat(driver().pids(paths)).isEqualTo(processes(paths, pid));
    }

    @Test
    void must_refuseToJoin_whenTheCgroupIsGone() {
        CgroupPaths paths = driver().place(request("never-made"));
        int pid = begin();
        assertThatExceptionOfType(HostOperationException.class).isThrownBy(() -> driver().join(paths, pid));
    }

    @Test
    void must_answerForACgroupThatIsGone() {
        CgroupPaths paths = driver().place(request("gone"));
        assertThat(driver().pids(paths)).isEmpty();
        assertThat(driver().frozen(paths)).isFalse();
        assertThat(driver().oomKills(paths)).isZero();
        assertThatCode(() -> driver().thaw(paths)).doesNotThrowAnyException();
        assertThatCode(() -> driver().delete(paths)).doesNotThrowAnyException();
    }

    @Test
    void must_limitProcesses() {
        assume(Capability.PIDS);
        CgroupPaths paths = create("pids");
        driver().apply(paths, pids(17));
        assertThat(pidsLimit(paths)).hasValue(17);
        driver().apply(paths, pids(-1));
        assertThat(pidsLimit(paths)).isEmpty();
    }

    @Test
    void must_takeALimitOfNoProcessesForALimitOfOne() {
        assume(Capability.PIDS);
        CgroupPaths paths = create("no-pids");
        driver().apply(paths, pids(0));
        assertThat(pidsLimit(paths)).hasValue(1);
    }

    @Test
    void must_limitMemory_andRaiseAndLowerAndLiftTheLimit() {
        assume(Capability.MEMORY);
        CgroupPaths paths = create("memory");
        for (long bytes : new long[] {64 * MIB, 128 * MIB, 32 * MIB}) {
            driver().apply(paths, memory(bytes));
            assertThat(memoryLimit(paths)).hasValue(bytes);
        }
        driver().apply(paths, memory(-1));
        assertThat(memoryLimit(paths)).isEmpty();
    }

    @Test
    void must_limitProcessorTime() {
        assume(Capability.CPU);
        CgroupPaths paths = create("cpu");
        driver().apply(paths, cpu(50_000));
        assertThat(cpuQuota(paths)).hasValue(50_000);
        driver().apply(paths, cpu(-1));
        assertThat(cpuQuota(paths)).isEmpty();
    }

    @Test
    void must_leaveALimitAlone_whenNothingIsAskedOfIt() {
        assume(Capability.MEMORY);
        assume(Capability.PIDS);
        CgroupPaths paths = create("alone");
        driver().apply(paths, pids(17));
        driver().apply(paths, memory(64 * MIB));
        driver().apply(paths, memory(0));
        driver().apply(paths, resources().build());
        assertThat(pidsLimit(paths)).hasValue(17);
        assertThat(memoryLimit(paths)).hasValue(64 * MIB);
    }

    @Test
    void must_updateALimit_andLeaveTheOthers() {
        assume(Capability.MEMORY);
        assume(Capability.PIDS);
        CgroupPaths paths = create("updated");
        driver().apply(paths, pids(17));
        driver().update(paths, memory(64 * MIB));
        driver().update(paths, memory(128 * MIB));
        assertThat(memoryLimit(paths)).hasValue(128 * MIB);
        assertThat(pidsLimit(paths)).hasValue(17);
        driver().update(paths, memory(-1));
        assertThat(memoryLimit(paths)).isEmpty();
    }

    @Test
    void must_updateEveryLimitOrNone() {
        assume(Capability.MEMORY);
        assume(Capability.PIDS);
        assume(Capability.CPU);
        CgroupPaths paths = create("rolled-back");
        driver().update(paths, pids(17));
        driver().update(paths, memory(64 * MIB));
        driver().update(paths, cpu(50_000));
        // Less than the kernel takes, min_cfs_quota_period of kernel/sched/core.c.
        LinuxResources impossible = resources()
                .pids(LinuxPids.builder().limit(18).build())
                .memory(LinuxMemory.builder().limit(128 * MIB).build())
                .cpu(LinuxCpu.builder().quota(1).build())
                .build();
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> driver().update(paths, impossible))
                .withMessageContaining("/linux/resources/cpu/quota");
        assertThat(pidsLimit(paths)).hasValue(17);
        assertThat(memoryLimit(paths)).hasValue(64 * MIB);
        assertThat(cpuQuota(paths)).hasValue(50_000);
    }

    @Test
    void must_countProcesses() {
        assume(Capability.STATISTICS);
        assume(Capability.PIDS);
        CgroupPaths paths = create("counted");
        List<Integer> all = processes(paths, joined(paths), joined(paths));
        assertThat(driver().statistics(paths).pids().current()).hasValue(all.size());
    }

    @Test
    void must_tellLimitsWithTheNumbers() {
        assume(Capability.STATISTICS);
        assume(Capability.PIDS);
        assume(Capability.MEMORY);
        CgroupPaths paths = create("told");
        driver().apply(paths, pids(-1));
        assertThat(driver().statistics(paths).pids().limit()).isEmpty();
        driver().apply(paths, pids(17));
        driver().apply(paths, memory(64 * MIB));
        CgroupStats stats = driver().statistics(paths);
        assertThat(stats.pids().limit()).hasValue(17);
        assertThat(stats.memory().usage().limit()).hasValue(64 * MIB);
        assertThat(stats.memory().usage().usage()).isPresent();
    }

    @Test
    void must_refuseNumbersOfACgroupThatIsGone_withENOENT() {
        assume(Capability.STATISTICS);
        CgroupPaths paths = driver().place(request("uncounted"));
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> driver().statistics(paths))
                .satisfies(thrown -> assertThat(thrown.errno()).contains(new Errno(Errno.ENOENT)));
    }

    @Test
    void must_sayWhatTellsOfALackOfMemory() {
        assume(Capability.STATISTICS);
        assume(Capability.MEMORY);
        CgroupPaths paths = create("watched");
        assertThat(driver().watches(paths))
                .extracting(CgroupWatch::meaning)
                .containsAnyOf(CgroupWatch.Meaning.OUT_OF_MEMORY, CgroupWatch.Meaning.OOM_KILLS);
        assertThat(driver().watches(paths))
                .allSatisfy(watch -> assertThat(watch.step().path()).startsWith("/"));
    }

    @Test
    void must_sayThatNothingTellsOfACgroupThatIsGone() {
        assume(Capability.STATISTICS);
        assertThat(driver().watches(driver().place(request("unwatched")))).isEmpty();
    }

    @Test
    void must_nameTheField_whenALimitIsNotSupported() {
        CgroupPaths paths = create("unsupported");
        if (!supports(Capability.PIDS)) {
            assertUnsupported(paths, pids(17), "/linux/resources/pids/limit");
        }
        if (!supports(Capability.MEMORY)) {
            assertUnsupported(paths, memory(64 * MIB), "/linux/resources/memory/limit");
        }
        if (!supports(Capability.CPU)) {
            assertUnsupported(paths, cpu(50_000), "/linux/resources/cpu/quota");
        }
    }

    @Test
    void must_notMindALimitThatIsNotSupported_whenNothingIsAskedOfIt() {
        CgroupPaths paths = create("unasked");
        assertThatCode(() -> driver().apply(
                                paths,
                                resources()
                                        .memory(LinuxMemory.builder().limit(0).build())
                                        .cpu(LinuxCpu.builder()
                                                .shares(0)
                                                .quota(0)
                                                .build())
                                        .pids(LinuxPids.builder().build())
                                        .build()))
                .doesNotThrowAnyException();
    }

    @Test
    void must_freezeAndThaw_alsoTwice() {
        assume(Capability.FREEZE);
        CgroupPaths paths = create("freezer");
        joined(paths);
        assertThat(driver().frozen(paths)).isFalse();
        driver().thaw(paths);
        driver().freeze(paths, PATIENCE);
        driver().freeze(paths, PATIENCE);
        assertThat(driver().frozen(paths)).isTrue();
        driver().thaw(paths);
        assertThat(driver().frozen(paths)).isFalse();
    }

    @Test
    void must_refuseToFreeze_whenTheCgroupIsGone() {
        assume(Capability.FREEZE);
        CgroupPaths paths = driver().place(request("not-to-freeze"));
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> driver().freeze(paths, PATIENCE))
                .satisfies(e -> assertThat(e.errno()).contains(new Errno(Errno.ENOENT)));
    }

    @Test
    void must_killWhatIsInTheCgroupAndBelow_orSayThatItCannot() {
        CgroupPaths paths = create("killed");
        int above = joined(paths);
        int below = joined(nest(paths, "below"));
        assertThat(driver().kill(paths)).isEqualTo(supports(Capability.KILL));
        if (supports(Capability.KILL)) {
            assertThat(ended(above, PATIENCE)).isTrue();
            assertThat(ended(below, PATIENCE)).isTrue();
        } else {
            assertThat(driver().pids(paths)).isEqualTo(processes(paths, above, below));
        }
    }

    @Test
    void must_signalWhatIsInTheCgroupAndBelow_orSayThatItCannot() {
        CgroupPaths paths = create("signalled");
        int above = joined(paths);
        int below = joined(nest(paths, "below"));
        int beside = joined(create("beside"));
        if (driver().signal(paths, Signal.SIGTERM.number())) {
            assertThat(ended(above, PATIENCE)).isTrue();
            assertThat(ended(below, PATIENCE)).isTrue();
        }
        assertThat(ended(beside, Duration.ZERO)).isFalse();
    }

    @Test
    void must_identifyCgroups_orNone() {
        CgroupPaths paths = create("identified");
        Map<String, String> identities = driver().identities(paths);
        assertThat(driver().identities(paths)).isEqualTo(identities);
        if (!identities.isEmpty()) {
            assertThat(identities.keySet()).containsExactlyInAnyOrderElementsOf(distinct(paths));
            assertThat(driver().identities(create("another")).values())
                    .doesNotContainAnyElementsOf(identities.values());
        }
        assertThat(driver().identities(driver().place(request("not-made")))).isEmpty();
    }

    @Test
    void must_countNoOomKills_whenThereWereNone() {
        assertThat(driver().oomKills(create("oom"))).isZero();
    }

    @Test
    void must_leaveNoCgroupBehind_whenDeletedTwice() {
        CgroupPaths paths = create("deleted");
        driver().delete(paths);
        assertThat(existing(paths)).isEmpty();
        driver().delete(paths);
        assertThat(existing(paths)).isEmpty();
    }

    @Test
    void must_deleteCgroupsBelow_theDeepestFirst() {
        CgroupPaths paths = create("deep");
        CgroupPaths below = nest(paths, "a");
        nest(below, "b");
        nest(paths, "c");
        driver().delete(paths);
        assertThat(existing(paths)).isEmpty();
    }

    @Test
    void must_keepTheCgroupsAbove_whenDeleting() {
        CgroupPaths paths = create("parent");
        CgroupPaths below = nest(paths, "child");
        driver().delete(below);
        assertThat(existing(paths)).containsExactlyInAnyOrderElementsOf(distinct(paths));
    }

    @Test
    void must_nameTheProcesses_whenACgroupToDeleteStaysBusy() {
        assume(Capability.BUSY);
        CgroupPaths paths = create("busy");
        int pid = joined(paths);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> driver().delete(paths))
                .withMessageContaining(Integer.toString(pid))
                .satisfies(e -> assertThat(e.errno()).contains(new Errno(Errno.EBUSY)));
    }

    @Test
    void must_describeOneUnifiedHierarchy_orThoseOfV1() {
        CgroupPaths paths = create("seen");
        List<CgroupHierarchy> hierarchies = driver().hierarchies(paths);
        assertThat(hierarchies).isNotEmpty();
        if (hierarchies.getFirst().unified()) {
            assertThat(hierarchies).hasSize(1);
        } else {
            assertThat(hierarchies).allSatisfy(hierarchy -> {
                assertThat(hierarchy.unified()).isFalse();
                assertThat(hierarchy.name()).isNotEmpty();
                assertThat(hierarchy.controllers()).isNotEmpty();
            });
        }
        assertThat(paths.paths().values())
                .containsAll(hierarchies.stream().map(CgroupHierarchy::hostPath).toList());
    }

    private void assertUnsupported(CgroupPaths paths, LinuxResources resources, String pointer) {
        Throwable thrown = catchThrowable(() -> driver().apply(paths, resources));
        assertThat(thrown).isInstanceOf(UnsupportedException.class).hasMessageStartingWith(pointer + ": ");
    }

    private void assume(Capability capability) {
        assumeTrue(supports(capability), "not supported here: " + capability);
    }

    private CgroupRequest request(String name) {
        return new CgroupRequest(ContainerId.of(name), cgroupsPath(name), false);
    }

    private CgroupPaths create(String name) {
        CgroupRequest request = request(name);
        CgroupPaths paths =
                driver().create(driver().place(request), request, resources().build());
        if (!supports(Capability.EMPTY)) {
            int pid = begin();
            paths = driver().joinFirst(paths, request, resources().build(), pid);
            keepers.put(paths, pid);
        }
        made.add(paths);
        return paths;
    }

    private int begin() {
        int pid = startProcess();
        started.add(pid);
        return pid;
    }

    /** These processes, and the one that was there before, in ascending order. */
    private List<Integer> processes(CgroupPaths paths, int... pids) {
        List<Integer> all = new ArrayList<>();
        for (int pid : pids) {
            all.add(pid);
        }
        if (keepers.containsKey(paths)) {
            all.add(keepers.get(paths));
        }
        all.sort(null);
        return all;
    }

    private int joined(CgroupPaths paths) {
        int pid = begin();
        driver().join(paths, pid);
        return pid;
    }

    private LinuxResources pids(long limit) {
        return resources().pids(LinuxPids.builder().limit(limit).build()).build();
    }

    private LinuxResources memory(long limit) {
        return resources().memory(LinuxMemory.builder().limit(limit).build()).build();
    }

    private LinuxResources cpu(long quota) {
        return resources()
                .cpu(LinuxCpu.builder().quota(quota).period(100_000).build())
                .build();
    }

    private static List<String> distinct(CgroupPaths paths) {
        return paths.paths().values().stream().distinct().toList();
    }
}
