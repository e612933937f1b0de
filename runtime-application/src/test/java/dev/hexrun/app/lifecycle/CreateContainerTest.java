package dev.hexrun.app.lifecycle;

import static dev.hexrun.app.world.World.CGROUP;
import static dev.hexrun.app.world.World.INIT;
import static dev.hexrun.app.world.World.WEB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecord.Phase;
import dev.hexrun.app.record.ProcessId;
import dev.hexrun.app.world.World;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Hook;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.state.ContainerExistsException;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.StepFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CreateContainerTest {

    private static final StepFailure REFUSED =
            new StepFailure(Optional.empty(), FailureCause.SYSTEM_CALL, 1, 0, "", "");

    private World world;

    @BeforeEach
    void begin() {
        world = new World();
    }

    @Test
    void savesACreatedContainer() {
        ContainerRecord record = world.created();

        assertThat(record.phase()).isEqualTo(Phase.CREATED);
        assertThat(record.init()).isEqualTo(new ProcessId(INIT, INIT * 10L));
        assertThat(record.created()).isEqualTo("2026-01-02T03:04:05.123456789Z");
        assertThat(record.cgroups()).isEqualTo(CGROUP);
        assertThat(world.query.state(WEB).status()).isEqualTo(ContainerStatus.CREATED);
        assertThat(world.launcher.reached())
                .containsExactly(SyncPoint.INIT_READY, SyncPoint.ROOTFS_READY, SyncPoint.CREATED);
    }

    @Test
    void leavesNothing_whenTheCallerHasKilledTheCommand() {
        world.launcher.disconnect();

        assertThatThrownBy(() -> world.created()).isInstanceOf(HostOperationException.class);

        assertThat(world.store.exists(WEB)).isFalse();
        assertThat(world.driver.calls()).isEmpty();
    }

    @Test
    void warnsAboutARootlessContainerWithoutCgroupAndPidNamespace() {
        world = new World(Map.of(), Optional.of(true));
        world.driver.withoutCgroups();
        world.configure(World.configuration()
                .linux(Linux.builder()
                        .from(World.linux(LinuxNamespaceType.MOUNT))
                        .resources(Optional.empty())
                        .build())
                .build());

        world.created();

        assertThat(world.warnings).singleElement().asString().contains("strongly discouraged");
    }

    @Test
    void warnsAboutIgnoredSettings() {
        world.configure(World.configuration()
                .process(Process.builder()
                        .addArgs("sh")
                        .cwd("/")
                        .capabilities(LinuxCapabilities.builder()
                                .addBounding("CAP_NEW")
                                .build())
                        .build())
                .build());
        world.created();
        assertThat(world.warnings)
                .containsExactly("/process/capabilities/bounding: unknown capability \"CAP_NEW\" is ignored");
    }

    @Test
    void joinsTheCgroupFirst_andAppliesLimitsAtRootfsReady() {
        world.created();

        assertThat(world.driver.calls()).containsExactly("create", "apply");
        List<Step> steps = world.launcher.executed();
        String path = CGROUP.directories().getFirst();
        assertThat(steps.indexOf(new CgroupStep.JoinCgroup(path, true, false)))
                .isPositive()
                .isLessThan(steps.indexOf(new ProcessStep.ReachSyncPoint(SyncPoint.ROOTFS_READY)));
    }

    @Test
    void movesTheProcessIntoTheCgroup_ifTheDriverHasNoSteps() {
        world.driver.movingProcesses();
        world.launcher.launcherPid(4710);

        world.created();

        assertThat(world.driver.calls()).containsExactly("create", "join 4710", "apply");
        assertThat(world.launcher.reached()).containsExactly(SyncPoint.values());
    }

    @Test
    void savesTheCgroupPathBeforeCreation() {
        List<Phase> phases = new ArrayList<>();
        world.driver.movingProcesses();
        world.driver.before("create", () -> {
            phases.add(world.records.get(WEB).phase());
            assertThat(world.records.get(WEB).cgroups()).isEqualTo(CGROUP);
            assertThat(world.query.state(WEB).status()).isEqualTo(ContainerStatus.CREATING);
        });
        world.driver.before("join", () -> phases.add(world.records.get(WEB).phase()));

        world.created();

        assertThat(phases).containsExactly(Phase.RESERVED, Phase.CREATING);
    }

    @Test
    void writesThePidFile_onceInitIsRecordedAndBeforeItIsReleased() {
        withPidFile("/work/pid");

        List<Step> steps = world.launcher.executed();
        assertThat(steps.indexOf(new CallerStep.WritePidFile("/work/pid")))
                .isGreaterThan(steps.indexOf(new ProcessStep.ReachSyncPoint(SyncPoint.CREATED)))
                .isLessThan(steps.indexOf(new ProcessStep.ReleaseInit()));
    }

    @Test
    void leavesNothing_ifThePidFileCannotBeWritten() {
        world.launcher.failAt(CallerStep.WritePidFile.class, REFUSED);

        assertThatThrownBy(() -> withPidFile("/missing/pid")).isInstanceOf(LaunchFailedException.class);
        assertThat(world.store.exists(WEB)).isFalse();
        assertThat(world.launcher.initKilled()).isTrue();
        assertThat(world.hasCgroup()).isFalse();
    }

    private void withPidFile(String file) {
        world.create.create(new CreateRequest(
                WEB,
                world.bundle,
                Optional.empty(),
                Optional.of(Path.of(file)),
                world.request().options()));
    }

    @Test
    void refusesAnIdThatIsInUse() {
        world.created();

        assertThatThrownBy(() -> world.create.create(world.request()))
                .isInstanceOf(ContainerExistsException.class)
                .hasMessage("container with given ID already exists");
        assertThat(world.query.state(WEB).status()).isEqualTo(ContainerStatus.CREATED);
    }

    @Test
    void reportsEveryProblemOfTheBundle_andCreatesNothing() {
        world.configure(Configuration.builder()
                .ociVersion("1.3.0")
                .root(new Root("nowhere", false))
                .hostname("box")
                .build());

        assertThatThrownBy(() -> world.create.create(world.request()))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        invalid -> assertThat(invalid.problems().list())
                                .hasSizeGreaterThanOrEqualTo(3)
                                .anyMatch(problem -> problem.pointer().equals("/root/path"))
                                .anyMatch(problem -> problem.pointer().equals("/hostname")));
        assertThat(world.store.exists(WEB)).isFalse();
    }

    @Test
    void refusesARootFileSystemBehindALink() throws IOException {
        world.files.link(world.bundle + "/link", "rootfs");
        world.configure(World.configuration().root(new Root("link", false)).build());

        assertThatThrownBy(() -> world.create.create(world.request()))
                .hasMessageContaining("invalid rootfs: not an absolute path, or a symlink");
    }

    @Test
    void leavesNothing_whenTheCgroupCannotBeCreated() {
        world.driver.put(CGROUP, 4712);

        assertThatThrownBy(() -> world.create.create(world.request())).hasMessageContaining("cgroup is not empty");
        assertThat(world.store.exists(WEB)).isFalse();
        assertThat(world.launcher.plans()).isEmpty();
    }

    /** The processes in a cgroup that the driver refuses belong to another container. */
    @Test
    void doesNotKillProcessesOfACgroupThatItDidNotCreate() {
        world.driver.put(CGROUP, 4712);

        assertThatThrownBy(() -> world.create.create(world.request())).hasMessageContaining("cgroup is not empty");
        assertThat(world.driver.calls()).containsExactly("create");
        assertThat(world.driver.holds(4712)).isTrue();
    }

    @Test
    void leavesNothing_whenAStepFails() {
        world.launcher.failAt(MountStep.Mount.class, REFUSED);
        world.configure(World.configuration()
                .addMounts(dev.hexrun.domain.config.Mount.builder()
                        .destination("/proc")
                        .type("proc")
                        .source("proc")
                        .build())
                .build());

        assertThatThrownBy(() -> world.create.create(world.request())).isInstanceOf(LaunchFailedException.class);
        assertThat(world.store.exists(WEB)).isFalse();
        assertThat(world.hasCgroup()).isFalse();
    }

    @Test
    void savesTheCgroupsThatInitJoined() {
        world.driver.movingProcesses();
        world.driver.before("join", () -> world.driver.put(CGROUP));

        assertThat(world.created().cgroupIds())
                .isEqualTo(Map.of(CGROUP.directories().getFirst(), "2"));
    }

    @Test
    void leavesNothing_whenTheCgroupCannotBeJoined() {
        ContainerException failure = new ContainerException("no");
        world.driver.movingProcesses();
        world.driver.refuse("join", failure);

        assertFailsAndLeavesNothing(failure);
    }

    @Test
    void leavesNothing_whenALimitIsRefused() {
        ContainerException failure = new ContainerException("no");
        world.driver.refuse("apply", failure);

        assertFailsAndLeavesNothing(failure);
    }

    private void assertFailsAndLeavesNothing(ContainerException failure) {
        assertThatThrownBy(() -> world.create.create(world.request())).isSameAs(failure);
        assertThat(world.store.exists(WEB)).isFalse();
        assertThat(world.hasCgroup()).isFalse();
    }

    @Test
    void runsPoststopHooks_whenCreationFails() {
        world.launcher.failAt(MountStep.PivotRoot.class, REFUSED);
        world.configure(World.configuration()
                .hooks(Hooks.builder()
                        .addPoststop(Hook.builder().path("/bin/clean").build())
                        .build())
                .build());

        assertThatThrownBy(() -> world.create.create(world.request())).isInstanceOf(LaunchFailedException.class);
        assertThat(world.executed(HookStep.RunHook.class))
                .singleElement()
                .satisfies(hook -> assertThat(hook.stateBeforePid()).contains("\"status\":\"stopped\",\"pid\":0,"));
    }

    @Test
    void reportsAnOomKillOfInit() {
        world.launcher.failAt(
                MountStep.PivotRoot.class,
                new StepFailure(Optional.empty(), FailureCause.CHILD_DIED, 0, 137, "init", ""));
        world.driver.before("apply", () -> world.driver.setOomKills(CGROUP, 1));

        assertThatThrownBy(() -> world.create.create(world.request()))
                .hasMessageStartingWith("container init was OOM-killed (memory limit too low?)");
    }

    @Test
    void keepsTheFirstFailure_whenCleanUpFails() {
        world.launcher.failAt(MountStep.PivotRoot.class, REFUSED);
        world.driver.refuse("delete", new ContainerException("cgroup busy"));

        assertThatThrownBy(() -> world.create.create(world.request()))
                .isInstanceOf(LaunchFailedException.class)
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(second -> assertThat(second).hasMessage("cgroup busy")));
    }

    @Test
    void savesWhetherThePidNamespaceIsShared() {
        assertThat(world.created().sharesPids()).isFalse();
        world.store.delete(WEB);
        world.removeFifo();
        world.configure(World.configuration()
                .linux(World.linux(LinuxNamespaceType.MOUNT))
                .build());

        assertThat(world.created().sharesPids()).isTrue();
    }
}
