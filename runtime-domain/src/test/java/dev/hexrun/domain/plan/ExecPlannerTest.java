package dev.hexrun.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests of the plan of an executed process, line by line. */
class ExecPlannerTest {

    private static ExecContext context(boolean ownMounts) {
        Process process = Process.builder()
                .addArgs("ls")
                .cwd("/srv")
                .addEnv("PATH=/bin", "HOME=/root")
                .build();
        return ExecContext.builder()
                .id(ContainerId.of("web"))
                .rootfs("/b/rootfs")
                .initPid(7)
                .initStart(99)
                .ownMounts(ownMounts)
                .keyring(true)
                .privileged(true)
                .addJoinCgroupSteps(new ProcessStep.ReachSyncPoint(SyncPoint.LAUNCHER_READY))
                .process(process)
                .linux(Linux.builder().build())
                .state(new HookState("1.3.0", ContainerId.of("web"), "/b", Map.of(), 7))
                .streams(ProcessStreams.NONE)
                .build();
    }

    private static List<String> lines(ExecContext context) {
        return ExecPlanner.compile(context).steps().stream().map(Step::describe).toList();
    }

    @Test
    void joinsBeforeFork_andDropsPrivilegesBeforeExec() {
        assertThat(lines(context(true)))
                .containsExactly(
                        "start the launcher from a sealed copy of the program",
                        "wait at sync point launcher-ready",
                        "allow all CPUs",
                        "open the cgroup namespace /proc/7/ns/cgroup unless it is the current one",
                        "open the ipc namespace /proc/7/ns/ipc unless it is the current one",
                        "open the mount namespace /proc/7/ns/mnt unless it is the current one",
                        "open the network namespace /proc/7/ns/net unless it is the current one",
                        "open the pid namespace /proc/7/ns/pid unless it is the current one",
                        "open the time namespace /proc/7/ns/time unless it is the current one",
                        "open the user namespace /proc/7/ns/user unless it is the current one",
                        "open the uts namespace /proc/7/ns/uts unless it is the current one",
                        "check that process 7 is still the container's",
                        "join the cgroup namespace",
                        "join the ipc namespace",
                        "join the mount namespace",
                        "join the network namespace",
                        "join the pid namespace",
                        "join the time namespace",
                        "join the uts namespace",
                        "join the user namespace",
                        "become root of the user namespace",
                        "join the cgroup namespace",
                        "join the ipc namespace",
                        "join the mount namespace",
                        "join the network namespace",
                        "join the pid namespace",
                        "join the time namespace",
                        "join the uts namespace",
                        "clone init",
                        "wait at sync point init-ready",
                        "start a session",
                        "join a new session keyring _ses.web",
                        "set umask to 022",
                        "change the owner of the standard streams to user 0",
                        "keep in the bounding set: none",
                        "change the working directory to /srv",
                        "keep capabilities over the change of user",
                        "set supplementary groups: none",
                        "set user 0, group 0",
                        "stop keeping capabilities",
                        "set capabilities: effective none; permitted none; inheritable none",
                        "raise ambient capabilities: none",
                        "find the program ls",
                        "reset signal handling",
                        "clear the parent-death signal",
                        "close descriptors from 3",
                        "execute ls");
    }

    @Test
    void changesTheRoot_withoutMountNamespace() {
        assertThat(ExecPlanner.compile(context(false)).steps())
                .containsSubsequence(
                        new ProcessStep.SetSession(),
                        new MountStep.OpenRoot("/b/rootfs", false),
                        new MountStep.ChangeRoot());
        assertThat(ExecPlanner.compile(context(true)).steps()).doesNotContain(new MountStep.ChangeRoot());
    }

    /** A program that cannot be executed must not cost the caller its former file. */
    @Test
    void writesThePidFileOnceTheProgramRuns() {
        ExecContext context = ExecContext.builder()
                .from(context(true))
                .pidFile("/run/job.pid")
                .build();

        List<Step> steps = ExecPlanner.compile(context).steps();

        assertThat(steps.getLast()).isEqualTo(new CallerStep.WritePidFile("/run/job.pid"));
        assertThat(steps.get(steps.size() - 2)).isInstanceOf(ProcessStep.Exec.class);
    }
}
