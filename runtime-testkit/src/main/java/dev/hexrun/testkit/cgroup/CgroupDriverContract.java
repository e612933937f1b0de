package dev.hexrun.testkit.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.signal.Signal;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.WatchStep;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupExecRequest;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupFrozenException;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupMonitor;
import dev.hexrun.port.cgroup.CgroupOccupiedException;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupWatch;
import dev.hexrun.port.cgroup.MemoryPressure;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import dev.hexrun.testkit.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link CgroupDriver}, {@link Cgroup}, {@link CgroupFreezer} and {@link CgroupMonitor}. Extend it in
 * the tests of a driver and implement the abstract methods, which observe and control the cgroups of the test; each
 * test of this class is then a test of the driver. Every test checks one rule, whose id is in {@link Rule}.
 *
 * <p>A driver declares in {@link #supports} which features it does not support; all others are required. After each
 * test, all processes and cgroups are removed, even if the test has failed.
 */
public abstract class CgroupDriverContract {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long MIB = 1024 * 1024;

    private final List<Cgroup> created = new ArrayList<>();
    private final List<Integer> started = new ArrayList<>();

    /** The first processes of cgroups that cannot exist without a process, by path. */
    private final Map<CgroupPaths, Integer> firstProcesses = new HashMap<>();

    /** Creates the test. */
    protected CgroupDriverContract() {}

    /** A feature that some drivers or hosts do not have. */
    public enum Capability {
        /** {@link Cgroup#freezer}. */
        FREEZE,
        /** A limit of processes. */
        PIDS,
        /** A limit of memory. */
        MEMORY,
        /** A limit of CPU time. */
        CPU,
        /** {@link Cgroup#monitor}. */
        MONITOR,
        /** Cgroups without a process: {@link CgroupDriver#create} creates them, and not {@link Cgroup#initJoin}. */
        EMPTY,
        /** {@link Cgroup#delete} fails if processes are in the cgroup, and does not stop them. */
        BUSY
    }

    /**
     * Returns the driver under test.
     *
     * @return the same driver throughout a test
     */
    protected abstract CgroupDriver driver();

    /**
     * Returns a value of {@code linux.cgroupsPath} in the driver's format.
     *
     * @param name a name that is unique within a test
     * @return the path, which no other program uses
     */
    protected abstract String cgroupsPath(String name);

    /**
     * Starts a process that runs until it is ended.
     *
     * @return its pid; it may be in any cgroup
     */
    protected abstract int startProcess();

    /**
     * Ends a process that {@link #startProcess} has started, and waits until it has left its cgroup.
     *
     * @param pid the process, which may have ended already
     */
    protected abstract void endProcess(int pid);

    /**
     * Waits for the end of a process that was killed.
     *
     * @param pid the process
     * @param timeout how long to wait
     * @return whether it has ended
     */
    protected abstract boolean ended(int pid, Duration timeout);

    /**
     * Executes a step of the launcher for a process, as the native program does.
     *
     * @param step a {@link CgroupStep.JoinCgroup} or {@link CgroupStep.JoinCgroupOf}
     * @param pid the process that joins
     */
    protected abstract void execute(Step step, int pid);

    /**
     * Returns the cgroups that exist.
     *
     * @param paths the paths
     * @return the paths among those that exist
     */
    protected abstract List<String> existing(CgroupPaths paths);

    /**
     * Returns the current limit of processes.
     *
     * @param paths the paths
     * @return the limit; empty if there is none
     */
    protected abstract OptionalLong pidsLimit(CgroupPaths paths);

    /**
     * Returns the current limit of memory.
     *
     * @param paths the paths
     * @return bytes; empty if there is none
     */
    protected abstract OptionalLong memoryLimit(CgroupPaths paths);

    /**
     * Returns the current limit of CPU time.
     *
     * @param paths the paths
     * @return microseconds in each period; empty if there is none
     */
    protected abstract OptionalLong cpuQuota(CgroupPaths paths);

    /**
     * Creates a child cgroup in every hierarchy, as a container with a cgroup manager does.
     *
     * @param paths the container's paths
     * @param name the name of the child
     * @return the paths of the child
     */
    protected abstract CgroupPaths nest(CgroupPaths paths, String name);

    /**
     * Returns whether the driver has a feature on this host.
     *
     * @param capability the feature
     * @return {@code true} unless overridden
     */
    protected boolean supports(Capability capability) {
        return true;
    }

    /**
     * Returns the limits that all tests set in addition to their own, for a driver that requires some.
     *
     * @return a builder without values unless overridden
     */
    protected LinuxResources.Builder resources() {
        return LinuxResources.builder();
    }

    /** Removes all processes and cgroups of the test. */
    @AfterEach
    protected final void cleanUp() {
        for (Cgroup cgroup : created) {
            Cgroup opened = driver().open(cgroup.paths());
            opened.freezer().ifPresent(CgroupFreezer::thawRecursively);
        }
        for (int pid : started) {
            endProcess(pid);
        }
        for (Cgroup cgroup : created.reversed()) {
            driver().open(cgroup.paths()).delete();
        }
        driver().close();
    }

    @Test
    @Rule("resolve-deterministic")
    void must_resolveTheSameRequestToTheSamePaths() {
        assertThat(driver().resolve(request("same")).paths())
                .isEqualTo(driver().resolve(request("same")).paths());
    }

    @Test
    @Rule("resolve-pure")
    void must_changeNothing_whenResolving() {
        assertThat(existing(driver().resolve(request("nothing")).paths())).isEmpty();
    }

    @Test
    @Rule("resolve-distinct")
    void must_resolveDifferentRequestsToDifferentPaths() {
        assertThat(driver().resolve(request("one")).paths().directories())
                .doesNotContainAnyElementsOf(
                        driver().resolve(request("other")).paths().directories());
    }

    @Test
    @Rule("resolve-default-name")
    void must_nameTheCgroupAfterTheContainer_whenNoPathIsGiven() {
        CgroupRequest request = new CgroupRequest(ContainerId.of("web-1"), "", CgroupCaller.PRIVILEGED);
        List<String> paths = driver().resolve(request).paths().directories();
        assertThat(paths).isNotEmpty().allMatch(path -> path.contains("web-1"));
    }

    @Test
    @Rule("resolve-privileged")
    void must_notTreatAPrivilegedCallerAsRootless() {
        ResolvedCgroup resolved = driver().resolve(request("privileged"));
        assertThat(resolved.rootless()).isFalse();
        assertThat(resolved.request()).isEqualTo(request("privileged"));
    }

    @Test
    @Rule("create-all")
    void must_createEveryCgroupThatItHasResolved() {
        Cgroup cgroup = create("created");
        assertThat(existing(cgroup.paths()))
                .containsExactlyInAnyOrderElementsOf(cgroup.paths().directories());
    }

    @Test
    @Rule("create-reuse")
    void must_useAnExistingCgroup_whenItIsEmpty() {
        assume(Capability.EMPTY);
        create("twice");
        Cgroup cgroup = create("twice");
        assertThat(existing(cgroup.paths())).isNotEmpty();
    }

    @Test
    @Rule("create-occupied")
    void must_refuseACgroupWithProcesses_andKeepIt() {
        Cgroup cgroup = create("occupied");
        int pid = joined(cgroup);
        assertThatExceptionOfType(CgroupOccupiedException.class)
                .isThrownBy(() -> create("occupied"))
                .satisfies(thrown -> assertThat(thrown.count())
                        .isEqualTo(processes(cgroup, pid).size()));
        assertThat(cgroup.processes()).isEqualTo(processes(cgroup, pid));
    }

    @Test
    @Rule("create-frozen")
    void must_refuseAFrozenCgroup_andKeepItFrozen() {
        assume(Capability.FREEZE);
        assume(Capability.EMPTY);
        Cgroup cgroup = create("frozen");
        freezer(cgroup).freeze(TIMEOUT);
        assertThatExceptionOfType(CgroupFrozenException.class).isThrownBy(() -> create("frozen"));
        assertThat(freezer(cgroup).isFrozen()).isTrue();
    }

    @Test
    @Rule("open-saved")
    void must_openCgroupsByTheirSavedPaths() {
        Cgroup cgroup = create("saved");
        int pid = joined(cgroup);
        CgroupPaths saved =
                CgroupPaths.of(cgroup.paths().driver(), cgroup.paths().saved());
        assertThat(driver().open(saved).paths()).isEqualTo(cgroup.paths());
        assertThat(driver().open(saved).processes()).isEqualTo(processes(cgroup, pid));
    }

    @Test
    @Rule("open-none")
    void must_openNoCgroups() {
        Cgroup none = driver().open(new CgroupPaths.None("driver"));
        assertThat(none.paths().isEmpty()).isTrue();
        assertThat(none.processes()).isEmpty();
        assertThat(none.freezer()).isEmpty();
        assertThat(none.monitor()).isEmpty();
        assertThatCode(none::delete).doesNotThrowAnyException();
        assertThat(none.initJoin())
                .isInstanceOfSatisfying(
                        CgroupJoin.BySteps.class,
                        join -> assertThat(join.steps()).isEmpty());
    }

    @Test
    @Rule("close-keeps-cgroups")
    void must_keepTheCgroups_whenClosed_alsoTwice() {
        Cgroup cgroup = create("closed");
        driver().close();
        driver().close();
        assertThat(existing(cgroup.paths())).isNotEmpty();
    }

    @Test
    @Rule("identities-stable")
    void must_identifyCgroups_orNone() {
        Cgroup cgroup = create("identified");
        Map<String, String> identities = cgroup.identities();
        assertThat(cgroup.identities()).isEqualTo(identities);
        if (!identities.isEmpty()) {
            assertThat(identities.keySet())
                    .containsExactlyInAnyOrderElementsOf(cgroup.paths().directories());
            assertThat(create("another").identities().values()).doesNotContainAnyElementsOf(identities.values());
        }
    }

    @Test
    @Rule("identities-missing")
    void must_haveNoIdentity_whenTheCgroupDoesNotExist() {
        assertThat(missing("not-created").identities()).isEmpty();
    }

    @Test
    @Rule("mount-view")
    void must_showTheContainersCgroups() {
        Cgroup cgroup = create("shown");
        CgroupMountView view = cgroup.mountView();
        assertThat(view.unified()).isEqualTo(cgroup.paths().isUnified());
        assertThat(view.hierarchies()).isNotEmpty().allSatisfy(hierarchy -> {
            assertThat(cgroup.paths().directories()).contains(hierarchy.hostPath());
            assertThat(hierarchy.name().isEmpty()).isEqualTo(view.unified());
            assertThat(hierarchy.controllers().isEmpty()).isEqualTo(view.unified());
        });
    }

    @Test
    @Rule("init-join")
    void must_letTheFirstProcessJoin() {
        ResolvedCgroup resolved = driver().resolve(request("first"));
        Cgroup cgroup = driver().create(resolved, resources().build());
        created.add(cgroup);
        int pid = start();
        Cgroup joined = join(cgroup, cgroup.initJoin(), pid);
        assertThat(joined.processes()).containsExactly(pid);
        assertThat(existing(joined.paths()))
                .containsExactlyInAnyOrderElementsOf(joined.paths().directories());
    }

    @Test
    @Rule("exec-join")
    void must_letAnotherProcessJoin() {
        Cgroup cgroup = create("exec");
        int init = joined(cgroup);
        int pid = start();
        join(cgroup, cgroup.execJoin(new CgroupExecRequest(init, Map.of(), false)), pid);
        assertThat(cgroup.processes()).isEqualTo(processes(cgroup, init, pid));
    }

    @Test
    @Rule("exec-join-rootless")
    void must_letTheRuntimeMoveAProcess_whenTheContainerIsRootless() {
        Cgroup cgroup = create("rootless");
        int init = joined(cgroup);
        int pid = start();
        CgroupJoin join = cgroup.execJoin(new CgroupExecRequest(init, Map.of(), true));
        assertThat(join).isInstanceOf(CgroupJoin.ByRuntime.class);
        join(cgroup, join, pid);
        assertThat(cgroup.processes()).isEqualTo(processes(cgroup, init, pid));
    }

    @Test
    @Rule("exec-join-subgroup")
    void must_letAProcessJoinASubgroup() {
        Cgroup cgroup = create("with-subgroup");
        int init = joined(cgroup);
        CgroupPaths below = nest(cgroup.paths(), "below");
        int pid = start();
        join(cgroup, cgroup.execJoin(new CgroupExecRequest(init, Map.of("", "below"), false)), pid);
        assertThat(driver().open(below).processes()).containsExactly(pid);
    }

    @Test
    @Rule("exec-join-escape")
    void must_refuseASubgroupOutsideTheContainersCgroup() {
        Cgroup cgroup = create("confined");
        int init = joined(cgroup);
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> cgroup.execJoin(new CgroupExecRequest(init, Map.of("", "../other"), false)));
    }

    @Test
    @Rule("enter-subgroup")
    void must_moveAProcessIntoANewSubgroup_orRefuse() {
        Cgroup cgroup = create("entered");
        joined(cgroup);
        int pid = start();
        try {
            cgroup.enterSubgroup(pid, "new/inner", OptionalLong.empty());
        } catch (ContainerException refused) {
            assertThat(cgroup.processes()).doesNotContain(pid);
            return;
        }
        assertThat(driver().open(cgroup.paths().below(Map.of("", "new/inner"))).processes())
                .containsExactly(pid);
        assertThat(cgroup.processes()).contains(pid);
    }

    @Test
    @Rule("processes-sorted")
    void must_listProcessesInAscendingOrder() {
        Cgroup cgroup = create("sorted");
        int one = start();
        int two = start();
        joinAs(cgroup, Math.max(one, two));
        joinAs(cgroup, Math.min(one, two));
        assertThat(cgroup.processes()).isEqualTo(processes(cgroup, one, two));
    }

    @Test
    @Rule("processes-ended")
    void must_notListAProcessThatHasEnded() {
        Cgroup cgroup = create("left");
        endProcess(joined(cgroup));
        assertThat(cgroup.processes()).isEqualTo(processes(cgroup));
    }

    @Test
    @Rule("processes-descendants")
    void must_listProcessesOfDescendants() {
        Cgroup cgroup = create("parent");
        int pid = joined(driver().open(nest(cgroup.paths(), "below")));
        assertThat(cgroup.processes()).isEqualTo(processes(cgroup, pid));
    }

    @Test
    @Rule("missing-cgroup")
    void must_treatAMissingCgroupAsEmpty() {
        Cgroup cgroup = missing("missing");
        assertThat(cgroup.processes()).isEmpty();
        assertThatCode(cgroup::delete).doesNotThrowAnyException();
        assertThatCode(cgroup::killAll).doesNotThrowAnyException();
        cgroup.freezer().ifPresent(freezer -> {
            assertThat(freezer.isFrozen()).isFalse();
            assertThat(freezer.isFrozenByParent()).isFalse();
            assertThatCode(freezer::thaw).doesNotThrowAnyException();
            assertThatCode(freezer::thawRecursively).doesNotThrowAnyException();
        });
    }

    @Test
    @Rule("apply-pids")
    void must_limitProcesses() {
        assume(Capability.PIDS);
        Cgroup cgroup = create("pids");
        cgroup.apply(pids(17));
        assertThat(pidsLimit(cgroup.paths())).hasValue(17);
        cgroup.apply(pids(-1));
        assertThat(pidsLimit(cgroup.paths())).isEmpty();
    }

    @Test
    @Rule("apply-pids-zero")
    void must_limitProcessesToOne_whenTheLimitIsZero() {
        assume(Capability.PIDS);
        Cgroup cgroup = create("no-pids");
        cgroup.apply(pids(0));
        assertThat(pidsLimit(cgroup.paths())).hasValue(1);
    }

    @Test
    @Rule("apply-memory")
    void must_limitMemory_andRaiseLowerAndRemoveTheLimit() {
        assume(Capability.MEMORY);
        Cgroup cgroup = create("memory");
        for (long bytes : new long[] {64 * MIB, 128 * MIB, 32 * MIB}) {
            cgroup.apply(memory(bytes));
            assertThat(memoryLimit(cgroup.paths())).hasValue(bytes);
        }
        cgroup.apply(memory(-1));
        assertThat(memoryLimit(cgroup.paths())).isEmpty();
    }

    @Test
    @Rule("apply-cpu")
    void must_limitCpuTime() {
        assume(Capability.CPU);
        Cgroup cgroup = create("cpu");
        cgroup.apply(cpu(50_000));
        assertThat(cpuQuota(cgroup.paths())).hasValue(50_000);
        cgroup.apply(cpu(-1));
        assertThat(cpuQuota(cgroup.paths())).isEmpty();
    }

    @Test
    @Rule("apply-absent")
    void must_notChangeALimit_whenItsValueIsAbsent() {
        assume(Capability.MEMORY);
        assume(Capability.PIDS);
        Cgroup cgroup = create("absent");
        cgroup.apply(pids(17));
        cgroup.apply(memory(64 * MIB));
        cgroup.apply(memory(0));
        cgroup.apply(resources().build());
        assertThat(pidsLimit(cgroup.paths())).hasValue(17);
        assertThat(memoryLimit(cgroup.paths())).hasValue(64 * MIB);
    }

    @Test
    @Rule("apply-unsupported")
    void must_nameTheField_whenALimitIsNotSupported() {
        Cgroup cgroup = create("unsupported");
        if (!supports(Capability.PIDS)) {
            assertUnsupported(cgroup, pids(17), "/linux/resources/pids/limit");
        }
        if (!supports(Capability.MEMORY)) {
            assertUnsupported(cgroup, memory(64 * MIB), "/linux/resources/memory/limit");
        }
        if (!supports(Capability.CPU)) {
            assertUnsupported(cgroup, cpu(50_000), "/linux/resources/cpu/quota");
        }
    }

    @Test
    @Rule("apply-unset")
    void must_ignoreAnUnsetLimit_evenIfItIsNotSupported() {
        Cgroup cgroup = create("unset");
        assertThatCode(() -> cgroup.apply(resources()
                        .memory(LinuxMemory.builder().limit(0).build())
                        .cpu(LinuxCpu.builder().shares(0).quota(0).build())
                        .pids(LinuxPids.builder().build())
                        .build()))
                .doesNotThrowAnyException();
    }

    @Test
    @Rule("update-one")
    void must_updateALimit_andKeepTheOthers() {
        assume(Capability.MEMORY);
        assume(Capability.PIDS);
        Cgroup cgroup = create("updated");
        cgroup.apply(pids(17));
        cgroup.update(memory(64 * MIB));
        cgroup.update(memory(128 * MIB));
        assertThat(memoryLimit(cgroup.paths())).hasValue(128 * MIB);
        assertThat(pidsLimit(cgroup.paths())).hasValue(17);
        cgroup.update(memory(-1));
        assertThat(memoryLimit(cgroup.paths())).isEmpty();
    }

    @Test
    @Rule("update-all-or-none")
    void must_updateEveryLimitOrNone() {
        assume(Capability.MEMORY);
        assume(Capability.PIDS);
        assume(Capability.CPU);
        Cgroup cgroup = create("rolled-back");
        cgroup.update(pids(17));
        cgroup.update(memory(64 * MIB));
        cgroup.update(cpu(50_000));
        // The quota is below the kernel's minimum, min_cfs_quota_period of kernel/sched/core.c.
        LinuxResources impossible = resources()
                .pids(LinuxPids.builder().limit(18).build())
                .memory(LinuxMemory.builder().limit(128 * MIB).build())
                .cpu(LinuxCpu.builder().quota(1).build())
                .build();
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> cgroup.update(impossible))
                .withMessageContaining("/linux/resources/cpu/quota");
        assertThat(pidsLimit(cgroup.paths())).hasValue(17);
        assertThat(memoryLimit(cgroup.paths())).hasValue(64 * MIB);
        assertThat(cpuQuota(cgroup.paths())).hasValue(50_000);
    }

    @Test
    @Rule("enforcement-front")
    void must_enforceByStepsOfTheFront() {
        Cgroup cgroup = create("enforced");
        LinuxResources denied = resources()
                .addDevices(
                        LinuxDeviceCgroup.builder().allow(false).access("rwm").build())
                .build();
        assertThat(cgroup.enforcementSteps(denied))
                .allSatisfy(step -> assertThat(step.actor()).isEqualTo(Actor.FRONT));
    }

    @Test
    @Rule("freeze-thaw")
    void must_freezeAndThaw_alsoTwice() {
        assume(Capability.FREEZE);
        Cgroup cgroup = create("freezer");
        joined(cgroup);
        CgroupFreezer freezer = freezer(cgroup);
        assertThat(freezer.isFrozen()).isFalse();
        freezer.thaw();
        freezer.freeze(TIMEOUT);
        freezer.freeze(TIMEOUT);
        assertThat(freezer.isFrozen()).isTrue();
        assertThat(freezer.isFrozenByParent()).isFalse();
        freezer.thaw();
        assertThat(freezer.isFrozen()).isFalse();
    }

    @Test
    @Rule("freeze-missing")
    void must_refuseToFreeze_whenTheCgroupDoesNotExist() {
        assume(Capability.FREEZE);
        CgroupFreezer freezer = freezer(missing("not-to-freeze"));
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> freezer.freeze(TIMEOUT))
                .satisfies(e -> assertThat(e.errno()).contains(new Errno(Errno.ENOENT)));
    }

    @Test
    @Rule("frozen-by-parent")
    void must_reportACgroupThatIsFrozenByItsParent() {
        assume(Capability.FREEZE);
        Cgroup cgroup = create("frozen-parent");
        CgroupFreezer below = freezer(driver().open(nest(cgroup.paths(), "below")));
        assertThat(below.isFrozenByParent()).isFalse();
        freezer(cgroup).freeze(TIMEOUT);
        assertThat(below.isFrozenByParent()).isTrue();
        assertThat(below.isFrozen()).isFalse();
        freezer(cgroup).thaw();
        assertThat(below.isFrozenByParent()).isFalse();
    }

    @Test
    @Rule("thaw-recursively")
    void must_letKilledProcessesExit_whenThawedRecursively() {
        assume(Capability.FREEZE);
        Cgroup cgroup = create("thawed");
        Cgroup below = driver().open(nest(cgroup.paths(), "below"));
        int pid = joined(below);
        freezer(below).freeze(TIMEOUT);
        freezer(cgroup).freeze(TIMEOUT);
        cgroup.signal(Signal.SIGKILL.number());
        freezer(cgroup).thawRecursively();
        assertThat(ended(pid, TIMEOUT)).isTrue();
        assertThat(freezer(cgroup).isFrozen()).isFalse();
    }

    @Test
    @Rule("signal-all")
    void must_signalProcessesOfTheCgroupAndItsDescendantsOnly() {
        Cgroup cgroup = create("signalled");
        int own = joined(cgroup);
        int below = joined(driver().open(nest(cgroup.paths(), "below")));
        int beside = joined(create("beside"));
        cgroup.signal(Signal.SIGTERM.number());
        assertThat(ended(own, TIMEOUT)).isTrue();
        assertThat(ended(below, TIMEOUT)).isTrue();
        assertThat(ended(beside, Duration.ZERO)).isFalse();
    }

    @Test
    @Rule("kill-all")
    void must_killProcessesOfTheCgroupAndItsDescendantsOnly() {
        Cgroup cgroup = create("killed");
        int own = joined(cgroup);
        int below = joined(driver().open(nest(cgroup.paths(), "below")));
        int beside = joined(create("beside"));
        cgroup.killAll();
        assertThat(ended(own, TIMEOUT)).isTrue();
        assertThat(ended(below, TIMEOUT)).isTrue();
        assertThat(ended(beside, Duration.ZERO)).isFalse();
    }

    @Test
    @Rule("kill-frozen")
    void must_killFrozenProcesses() {
        assume(Capability.FREEZE);
        Cgroup cgroup = create("killed-frozen");
        Cgroup below = driver().open(nest(cgroup.paths(), "below"));
        int pid = joined(below);
        freezer(below).freeze(TIMEOUT);
        cgroup.killAll();
        assertThat(ended(pid, TIMEOUT)).isTrue();
    }

    @Test
    @Rule("delete-twice")
    void must_removeTheCgroups_alsoTwice() {
        Cgroup cgroup = create("deleted");
        cgroup.delete();
        assertThat(existing(cgroup.paths())).isEmpty();
        cgroup.delete();
        assertThat(existing(cgroup.paths())).isEmpty();
    }

    @Test
    @Rule("delete-descendants")
    void must_removeDescendants() {
        Cgroup cgroup = create("deep");
        CgroupPaths below = nest(cgroup.paths(), "a");
        nest(below, "b");
        nest(cgroup.paths(), "c");
        cgroup.delete();
        assertThat(existing(cgroup.paths())).isEmpty();
    }

    @Test
    @Rule("delete-keeps-parent")
    void must_keepTheParent_whenACgroupIsDeleted() {
        Cgroup cgroup = create("kept");
        driver().open(nest(cgroup.paths(), "child")).delete();
        assertThat(existing(cgroup.paths()))
                .containsExactlyInAnyOrderElementsOf(cgroup.paths().directories());
    }

    @Test
    @Rule("delete-busy")
    void must_listTheProcesses_whenACgroupIsBusy() {
        assume(Capability.BUSY);
        Cgroup cgroup = create("busy");
        int pid = joined(cgroup);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(cgroup::delete)
                .withMessageContaining(Integer.toString(pid))
                .satisfies(e -> assertThat(e.errno()).contains(new Errno(Errno.EBUSY)));
    }

    @Test
    @Rule("statistics-pids")
    void must_countProcesses() {
        assume(Capability.MONITOR);
        assume(Capability.PIDS);
        Cgroup cgroup = create("counted");
        List<Integer> all = processes(cgroup, joined(cgroup), joined(cgroup));
        assertThat(monitor(cgroup).statistics().pids().current()).hasValue(all.size());
    }

    @Test
    @Rule("statistics-limits")
    void must_reportLimitsInTheStatistics() {
        assume(Capability.MONITOR);
        assume(Capability.PIDS);
        assume(Capability.MEMORY);
        Cgroup cgroup = create("reported");
        cgroup.apply(pids(-1));
        assertThat(monitor(cgroup).statistics().pids().limit()).isEmpty();
        cgroup.apply(pids(17));
        cgroup.apply(memory(64 * MIB));
        CgroupStats stats = monitor(cgroup).statistics();
        assertThat(stats.pids().limit()).hasValue(17);
        assertThat(stats.memory().usage().limit()).hasValue(64 * MIB);
        assertThat(stats.memory().usage().usage()).isPresent();
    }

    @Test
    @Rule("statistics-missing")
    void must_failWithENOENT_whenTheCgroupDoesNotExist() {
        assume(Capability.MONITOR);
        CgroupMonitor monitor = monitor(missing("uncounted"));
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(monitor::statistics)
                .satisfies(thrown -> assertThat(thrown.errno()).contains(new Errno(Errno.ENOENT)));
    }

    @Test
    @Rule("oom-kills-none")
    void must_countNoOomKills_whenThereWereNone() {
        assume(Capability.MONITOR);
        assertThat(monitor(create("oom")).oomKills().orElse(0)).isZero();
    }

    @Test
    @Rule("oom-kills-missing")
    void must_notCountOomKills_whenTheCgroupDoesNotExist() {
        assume(Capability.MONITOR);
        assertThat(monitor(missing("no-oom")).oomKills()).isEmpty();
    }

    @Test
    @Rule("watches-memory")
    void must_watchForOutOfMemory() {
        assume(Capability.MONITOR);
        assume(Capability.MEMORY);
        Cgroup cgroup = create("watched");
        assertThat(monitor(cgroup).watches())
                .extracting(CgroupWatch::meaning)
                .containsAnyOf(CgroupWatch.Meaning.OUT_OF_MEMORY, CgroupWatch.Meaning.OOM_KILLS);
        assertThat(monitor(cgroup).watches()).allSatisfy(CgroupDriverContract::assertAbsolutePath);
    }

    @Test
    @Rule("watches-missing")
    void must_haveNothingToWatch_whenTheCgroupDoesNotExist() {
        assume(Capability.MONITOR);
        assertThat(monitor(missing("unwatched")).watches()).isEmpty();
    }

    @Test
    @Rule("pressure-watch")
    void must_watchForMemoryPressure_orReportThatItIsNotSupported() {
        assume(Capability.MONITOR);
        assume(Capability.MEMORY);
        CgroupMonitor monitor = monitor(create("pressed"));
        for (MemoryPressure level : MemoryPressure.values()) {
            try {
                CgroupWatch watch = monitor.pressureWatch(level);
                assertThat(watch.meaning()).isEqualTo(CgroupWatch.Meaning.PRESSURE);
                assertAbsolutePath(watch);
            } catch (UnsupportedException notSupported) {
                assertThat(notSupported).hasMessageStartingWith("memory pressure: ");
            }
        }
    }

    private static void assertAbsolutePath(CgroupWatch watch) {
        assertThat(watch.step())
                .isInstanceOfSatisfying(
                        WatchStep.Watch.class, step -> assertThat(step.path()).startsWith("/"));
    }

    private static void assertUnsupported(Cgroup cgroup, LinuxResources resources, String pointer) {
        Throwable thrown = catchThrowable(() -> cgroup.apply(resources));
        assertThat(thrown)
                .as("%s is refused", pointer)
                .isInstanceOf(UnsupportedException.class)
                .hasMessageStartingWith(pointer + ": ");
    }

    private void assume(Capability capability) {
        assumeTrue(supports(capability), "not supported here: " + capability);
    }

    private CgroupRequest request(String name) {
        return new CgroupRequest(ContainerId.of(name), cgroupsPath(name), CgroupCaller.PRIVILEGED);
    }

    private Cgroup missing(String name) {
        return driver().open(driver().resolve(request(name)).paths());
    }

    private static CgroupFreezer freezer(Cgroup cgroup) {
        return cgroup.freezer().orElseThrow(() -> new AssertionError("the cgroup has no freezer"));
    }

    private static CgroupMonitor monitor(Cgroup cgroup) {
        return cgroup.monitor().orElseThrow(() -> new AssertionError("the cgroup has no monitor"));
    }

    private Cgroup create(String name) {
        Cgroup cgroup =
                driver().create(driver().resolve(request(name)), resources().build());
        if (!supports(Capability.EMPTY)) {
            int pid = start();
            cgroup = join(cgroup, cgroup.initJoin(), pid);
            firstProcesses.put(cgroup.paths(), pid);
        }
        created.add(cgroup);
        return cgroup;
    }

    private int start() {
        int pid = startProcess();
        started.add(pid);
        return pid;
    }

    /** Makes a process join in the way that the driver requires. Returns the cgroups that the runtime then saves. */
    private Cgroup join(Cgroup cgroup, CgroupJoin join, int pid) {
        if (join instanceof CgroupJoin.ByRuntime byRuntime) {
            return byRuntime.action().join(pid);
        }
        if (join instanceof CgroupJoin.BySteps bySteps) {
            for (Step step : bySteps.steps()) {
                assertThat(step.actor()).isEqualTo(Actor.LAUNCHER);
                execute(step, pid);
            }
        }
        return cgroup;
    }

    /** Makes a process join existing cgroups. */
    private void joinAs(Cgroup cgroup, int pid) {
        Cgroup opened = driver().open(cgroup.paths());
        join(opened, opened.initJoin(), pid);
    }

    private int joined(Cgroup cgroup) {
        int pid = start();
        joinAs(cgroup, pid);
        return pid;
    }

    /** Returns these processes and the first process of the cgroup, in ascending order. */
    private List<Integer> processes(Cgroup cgroup, int... pids) {
        List<Integer> all = new ArrayList<>();
        for (int pid : pids) {
            all.add(pid);
        }
        if (firstProcesses.containsKey(cgroup.paths())) {
            all.add(firstProcesses.get(cgroup.paths()));
        }
        all.sort(null);
        return all;
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
}
