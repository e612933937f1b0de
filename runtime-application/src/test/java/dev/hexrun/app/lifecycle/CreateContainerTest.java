package dev.hexrun.app.lifecycle;

import static dev.hexrun.app.world.World.CGROUP;
import static dev.hexrun.app.world.World.INIT;
import static dev.hexrun.app.world.World.WEB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecord.Phase;
import dev.hexrun.app.record.ProcessId;
import dev.hexrun.app.world.World;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Hook;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.state.ContainerExistsException;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.StepFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.InOrder;
import org.mockito.invocation.Invocation;

class CreateContainerTest {

    private static final StepFailure REFUSED =
            new StepFailure(Optional.empty(), FailureCause.SYSTEM_CALL, 1, 0, "", "");

    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void begin() {
        world = new World(World.withBundle(folder));
    }

    @Test
    void leavesACreatedContainerThatIsRemembered() {
        ContainerRecord record = world.created();

        assertThat(record.phase()).isEqualTo(Phase.CREATED);
        assertThat(record.init()).isEqualTo(new ProcessId(INIT, INIT * 10L));
        assertThat(record.created()).isEqualTo("2026-01-02T03:04:05.123456789Z");
        assertThat(record.cgroups()).isEqualTo(CGROUP);
        assertThat(world.query.state(WEB).status()).isEqualTo(ContainerStatus.CREATED);
        assertThat(world.launcher.reached()).containsExactly(SyncPoint.values());
    }

    @Test
    void remarksOnARootlessContainerThatCannotBeKilledAsAWhole() {
        world = new World(World.withBundle(folder), Map.of(), Optional.of(true));
        when(world.driver.create(any(), any(), any())).thenReturn(new CgroupPaths("fake", Map.of()));
        world.configure(World.configuration()
                .linux(World.linux(LinuxNamespaceType.MOUNT))
                .build());

        world.created();

        assertThat(world.remarks).singleElement().asString().contains("strongly discouraged");
    }

    @Test
    void remarksOnWhatIsIgnored() {
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
        assertThat(world.remarks)
                .containsExactly("/process/capabilities/bounding: unknown capability \"CAP_NEW\" is ignored");
    }

    @Test
    void joinsTheCgroupBeforeAnythingElse_andLimitsItWhenTheRootFileSystemIsThere() {
        world.created();

        InOrder order = inOrder(world.driver);
        order.verify(world.driver).place(any());
        order.verify(world.driver).create(eq(CGROUP), any(), any());
        order.verify(world.driver).joinFirst(eq(CGROUP), any(), any(), any(Integer.class));
        order.verify(world.driver).apply(eq(CGROUP), any());
    }

    @Test
    void remembersTheCgroupBeforeItIsMade() {
        when(world.driver.create(any(), any(), any())).thenAnswer(call -> {
            assertThat(world.records.get(WEB).cgroups()).isEqualTo(CGROUP);
            assertThat(world.records.get(WEB).phase()).isEqualTo(Phase.RESERVED);
            assertThat(world.query.state(WEB).status()).isEqualTo(ContainerStatus.CREATING);
            return CGROUP;
        });
        when(world.driver.joinFirst(any(), any(), any(), any(Integer.class))).thenAnswer(call -> {
            assertThat(world.records.get(WEB).phase()).isEqualTo(Phase.CREATING);
            return CGROUP;
        });

        world.created();

        verify(world.driver).joinFirst(any(), any(), any(), any(Integer.class));
    }

    @Test
    void writesThePidFileWithTheNumberAlone() throws IOException {
        Path file = folder.resolve("pid");
        world.create.create(new CreateRequest(
                WEB, world.bundle, Optional.of(file), world.request().options()));

        assertThat(Files.readString(file)).isEqualTo(Integer.toString(INIT));
        assertThat(folder.resolve(".pid")).doesNotExist();
    }

    @Test
    void failsWithoutATraceWhereThePidFileCannotBeWritten() {
        Path file = folder.resolve("missing/pid");

        assertThatThrownBy(() -> world.create.create(new CreateRequest(
                        WEB, world.bundle, Optional.of(file), world.request().options())))
                .isInstanceOf(HostOperationException.class)
                .hasMessageContaining("write pid file " + file);
        assertThat(world.store.exists(WEB)).isFalse();
        assertThat(world.launcher.initKilled()).isTrue();
        verify(world.driver).delete(CGROUP);
    }

    @Test
    void refusesAnIdThatIsTaken_andLeavesItsOwnerAlone() {
        world.created();

        assertThatThrownBy(() -> world.create.create(world.request()))
                .isInstanceOf(ContainerExistsException.class)
                .hasMessage("container with given ID already exists");
        assertThat(world.query.state(WEB).status()).isEqualTo(ContainerStatus.CREATED);
    }

    @Test
    void reportsEveryProblemOfTheBundle_andMakesNothing() {
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
        Files.createSymbolicLink(world.bundle.resolve("link"), world.bundle.resolve("rootfs"));
        world.configure(World.configuration().root(new Root("link", false)).build());

        assertThatThrownBy(() -> world.create.create(world.request()))
                .hasMessageContaining("invalid rootfs: not an absolute path, or a symlink");
    }

    @Test
    void leavesNothingWhenTheCgroupCannotBeMade() {
        doThrow(new ContainerException("container's cgroup is not empty: 1 process(es) found"))
                .when(world.driver)
                .create(any(), any(), any());

        assertThatThrownBy(() -> world.create.create(world.request())).hasMessageContaining("cgroup is not empty");
        assertThat(world.store.exists(WEB)).isFalse();
        assertThat(world.launcher.plans()).isEmpty();
    }

    /** What is in a cgroup that the driver refuses belongs to another container. */
    @Test
    void killsNothingInACgroupThatItDidNotGet() {
        doThrow(new ContainerException("container's cgroup is not empty: 1 process(es) found"))
                .when(world.driver)
                .create(any(), any(), any());

        assertThatThrownBy(() -> world.create.create(world.request())).hasMessageContaining("cgroup is not empty");
        for (Invocation call : mockingDetails(world.driver).getInvocations()) {
            if (!List.of("place", "create", "identities")
                    .contains(call.getMethod().getName())) {
                assertThat(call.getArguments()).doesNotContain(CGROUP);
            }
        }
    }

    @Test
    void leavesNothingWhenAStepFails() {
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
        verify(world.driver).delete(CGROUP);
    }

    @Test
    void remembersWhereTheFirstProcessJoined() {
        CgroupPaths joined = new CgroupPaths("fake", Map.of("pids", "/sys/fs/cgroup/pids/web"));
        when(world.driver.joinFirst(any(), any(), any(), any(Integer.class))).thenReturn(joined);

        assertThat(world.created().cgroups()).isEqualTo(joined);
    }

    @Test
    void leavesNothingWhenTheCgroupCannotBeJoined() {
        ContainerException failure = new ContainerException("no");
        doThrow(failure).when(world.driver).joinFirst(any(), any(), any(), any(Integer.class));

        assertFailsWithoutATrace(failure);
    }

    @Test
    void leavesNothingWhenALimitIsRefused() {
        ContainerException failure = new ContainerException("no");
        doThrow(failure).when(world.driver).apply(any(), any());

        assertFailsWithoutATrace(failure);
    }

    private void assertFailsWithoutATrace(ContainerException failure) {
        assertThatThrownBy(() -> world.create.create(world.request())).isSameAs(failure);
        assertThat(world.store.exists(WEB)).isFalse();
        verify(world.driver).delete(CGROUP);
    }

    @Test
    void runsThePoststopHooksOfACreationThatFailed() {
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
    void saysThatInitWasKilledForWantOfMemory() {
        world.launcher.failAt(
                MountStep.PivotRoot.class,
                new StepFailure(Optional.empty(), FailureCause.CHILD_DIED, 0, 137, "init", ""));
        when(world.driver.oomKills(CGROUP)).thenReturn(1L);

        assertThatThrownBy(() -> world.create.create(world.request()))
                .hasMessageStartingWith("container init was OOM-killed (memory limit too low?)");
    }

    @Test
    void keepsTheFirstFailureWhereUndoingFailsToo() {
        world.launcher.failAt(MountStep.PivotRoot.class, REFUSED);
        doThrow(new ContainerException("cgroup busy")).when(world.driver).delete(any());

        assertThatThrownBy(() -> world.create.create(world.request()))
                .isInstanceOf(LaunchFailedException.class)
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(second -> assertThat(second).hasMessage("cgroup busy")));
    }

    @Test
    void remembersWhetherOthersShareThePidNamespace() {
        assertThat(world.created().sharesPids()).isFalse();
        world.store.delete(WEB);
        world.removeFifo();
        world.configure(World.configuration()
                .linux(World.linux(LinuxNamespaceType.MOUNT))
                .build());

        assertThat(world.created().sharesPids()).isTrue();
    }
}
