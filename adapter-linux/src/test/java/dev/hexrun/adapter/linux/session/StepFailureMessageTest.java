package dev.hexrun.adapter.linux.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.step.Attributes;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.HookStage;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.MountOption;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Program;
import dev.hexrun.domain.step.StartStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.StepFailure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StepFailureMessageTest {

    private static final Step PROC = new MountStep.Mount(
            "proc", "proc", "/proc", List.of(), Attributes.set(0xe), List.of(MountOption.REAL_DIRECTORY), "");
    private static final Step SHM =
            new MountStep.Mount("tmpfs", "shm", "/dev/shm", List.of("sise=1"), Attributes.NONE, List.of(), "");
    private static final Step HOOK = new HookStep.RunHook(
            HookStage.CREATE_RUNTIME, 2, new Program("/bin/hook", List.of(), List.of()), 3, "", "", "", "", "");

    private static final Step MAP =
            new NamespaceStep.WriteIdMap("0 1000 1\n1 200000 9\n", "0 1000 1\n", true, "/usr/bin/newuidmap", "");

    private static Step find(String name) {
        return new ProcessStep.FindProgram(name, List.of("/bin"));
    }

    static List<Arguments> systemCalls() {
        return List.of(
                arguments(find("nope"), 2, "", "exec: \"nope\": executable file not found in $PATH"),
                arguments(find(""), 2, "", "exec: \"\": executable file not found in $PATH"),
                arguments(find("/nope"), 2, "/nope", "exec: \"/nope\": stat /nope: no such file or directory"),
                arguments(find("./x"), 2, "", "exec: \"./x\": stat ./x: no such file or directory"),
                arguments(find("/etc/passwd"), 13, "/etc/passwd", "exec: \"/etc/passwd\": permission denied"),
                arguments(find("/etc"), 21, "", "exec: \"/etc\": is a directory: permission denied"),
                arguments(
                        find("/etc/passwd/x"), 20, "", "exec: \"/etc/passwd/x\": stat /etc/passwd/x: not a directory"),
                arguments(
                        new ProcessStep.Exec(List.of("x", "y"), List.of()),
                        8,
                        "/bin/x",
                        "exec /bin/x: exec format error"),
                arguments(
                        SHM,
                        22,
                        "tmpfs: Unknown parameter 'sise'",
                        "error mounting \"shm\" to rootfs at \"/dev/shm\": invalid argument: tmpfs: Unknown parameter 'sise'"),
                arguments(PROC, 1, "", "error mounting \"proc\" to rootfs at \"/proc\": operation not permitted"),
                arguments(
                        PROC,
                        40,
                        "",
                        "error mounting \"proc\" to rootfs at \"/proc\": filesystem \"proc\" must be mounted on ordinary directory"),
                arguments(
                        new MountStep.Bind("/src", "/dst", List.of(), Attributes.NONE, 0, Attributes.NONE),
                        2,
                        "/src",
                        "error mounting \"/src\" to rootfs at \"/dst\": no such file or directory: /src"),
                arguments(
                        new MountStep.Bind("/a\rb", "/\u001b[31m", List.of(), Attributes.NONE, 0, Attributes.NONE),
                        2,
                        "/a\rb",
                        "error mounting \"/a\\x0db\" to rootfs at \"/\\x1b[31m\": no such file or directory: /a\\x0db"),
                arguments(
                        new IdentityStep.ChangeDirectory("/work", false),
                        2,
                        "/work",
                        "chdir to cwd (\"/work\") set in config.json failed: no such file or directory"),
                arguments(new MountStep.MaskPath("/proc/x"), 13, "", "can't mask path \"/proc/x\": permission denied"),
                arguments(
                        new IdentityStep.WriteProcessAttribute("apparmor", "exec", "exec docker-default"),
                        2,
                        "write /proc/thread-self/attr/apparmor/exec",
                        "unable to apply apparmor profile \"docker-default\":"
                                + " write /proc/thread-self/attr/apparmor/exec: no such file or directory"),
                arguments(
                        new IdentityStep.WriteProcessAttribute("", "exec", "u:r:t:s0"),
                        22,
                        "write /proc/thread-self/attr/exec",
                        "can't set process label \"u:r:t:s0\": write /proc/thread-self/attr/exec: invalid argument"),
                arguments(
                        new IdentityStep.WriteProcessAttribute("", "keycreate", "u:r:t:s0"),
                        18,
                        "open /proc/thread-self/attr/keycreate",
                        "set keycreate to \"u:r:t:s0\": open /proc/thread-self/attr/keycreate:"
                                + " invalid cross-device link"),
                arguments(
                        new NamespaceStep.OpenNamespace(0, LinuxNamespaceType.NETWORK, "/run/netns/a", false),
                        2,
                        "",
                        "open the network namespace /run/netns/a: no such file or directory"),
                arguments(
                        new ProcessStep.AwaitExit(0, 0, 1500),
                        110,
                        "",
                        "wait for the end of init: it still runs after 1500 ms"),
                arguments(
                        new CgroupStep.JoinCgroup("/c/nope", false, true),
                        2,
                        "/c/nope",
                        "error adding pid of the process to cgroups: no such file or directory: /c/nope"),
                arguments(
                        new ProcessStep.Fork(0),
                        16,
                        "enter cgroup /c",
                        "error adding pid of the process to cgroups: device or resource busy: /c"),
                arguments(new ProcessStep.Fork(0), 1, "", "clone init: operation not permitted"),
                arguments(
                        MAP,
                        1,
                        "newuidmap: uid range [1-10) -> [200000-200009) not allowed",
                        "map user ids 0 1000 1, 1 200000 9 and group ids 0 1000 1: operation not permitted:"
                                + " newuidmap: uid range [1-10) -> [200000-200009) not allowed;"
                                + " add the host ids to the user's line in /etc/subuid"),
                arguments(
                        MAP,
                        1,
                        "/usr/bin/newgidmap failed",
                        "map user ids 0 1000 1, 1 200000 9 and group ids 0 1000 1: operation not permitted:"
                                + " /usr/bin/newgidmap failed; add the host ids to the user's line in /etc/subgid"),
                arguments(
                        MAP,
                        1,
                        "/proc/7/uid_map",
                        "map user ids 0 1000 1, 1 200000 9 and group ids 0 1000 1: operation not permitted:"
                                + " /proc/7/uid_map; this takes CAP_SETUID, and CAP_SETFCAP for host id 0,"
                                + " in the caller's user namespace, or newuidmap and the ids in /etc/subuid"),
                arguments(
                        MAP,
                        1,
                        "/proc/7/gid_map",
                        "map user ids 0 1000 1, 1 200000 9 and group ids 0 1000 1: operation not permitted:"
                                + " /proc/7/gid_map; this takes CAP_SETGID in the caller's user namespace,"
                                + " or newgidmap and the ids in /etc/subgid"),
                arguments(
                        MAP,
                        2,
                        "/usr/bin/newuidmap",
                        "map user ids 0 1000 1, 1 200000 9 and group ids 0 1000 1: no such file or directory:"
                                + " /usr/bin/newuidmap"),
                arguments(
                        HOOK,
                        2,
                        "/bin/hook",
                        "error running createRuntime hook #2: no such file or directory: /bin/hook"),
                arguments(
                        new NamespaceStep.MoveNetworkDevice("eth9", "eth9"),
                        19,
                        "",
                        "move the network device eth9 into the container: no such device"),
                arguments(
                        new NamespaceStep.MoveNetworkDevice("lo", "lan0"),
                        22,
                        "move: The interface netns is immutable",
                        "move the network device lo into the container as lan0: invalid argument:"
                                + " move: The interface netns is immutable"),
                arguments(new ProcessStep.SendSignal(7, 0, 9), 3, "", "send signal 9 to process 7: no such process"),
                arguments(
                        new MountStep.PivotRoot(),
                        0,
                        "",
                        "change / to the root file system and detach the old one: refused"));
    }

    @ParameterizedTest
    @MethodSource("systemCalls")
    void describesErrorsOfTheKernel(Step step, int errno, String detail, String expected) {
        assertThat(message(step, FailureCause.SYSTEM_CALL, errno, 0, detail, ""))
                .isEqualTo(expected);
    }

    @Test
    void describesErrorsOfTheNativeProgram() {
        assertThat(message(PROC, FailureCause.REFUSED, 40, 0, "not an ordinary directory", ""))
                .isEqualTo(
                        "error mounting \"proc\" to rootfs at \"/proc\": filesystem \"proc\" must be mounted on ordinary directory");
        assertThat(message(
                        new IdentityStep.ChangeDirectory("/w", false),
                        FailureCause.REFUSED,
                        0,
                        0,
                        "not below the root",
                        ""))
                .isEqualTo("chdir to cwd (\"/w\") set in config.json failed: not below the root");
        assertThat(message(
                        new StartStep.ReadStartFifo("/f", 1, 2), FailureCause.REFUSED, 3, 0, "exec fifo is empty", ""))
                .isEqualTo("release init through /f: no such process: exec fifo is empty");
        assertThat(message(find("x"), FailureCause.REFUSED, 0, 0, "too many directories", ""))
                .isEqualTo("exec: \"x\": too many directories");
    }

    @Test
    void describesTheEndOfAChild() {
        assertThat(message(new MountStep.PivotRoot(), FailureCause.CHILD_DIED, 0, 137, "init", ""))
                .isEqualTo("the container's init process was killed by signal 9 (SIGKILL) during: "
                        + "change / to the root file system and detach the old one");
        assertThat(message(new ProcessStep.Fork(0), FailureCause.CHILD_DIED, 0, 1, "launcher", ""))
                .isEqualTo("the launcher ended with exit status 1 during: clone init");
        assertThat(StepFailureMessage.of(
                        new StepFailure(Optional.empty(), FailureCause.CHILD_DIED, 0, 255, "init", "")))
                .isEqualTo("the container's init process ended with exit status 255");
    }

    @Test
    void describesHookFailures() {
        assertThat(message(HOOK, FailureCause.HOOK_FAILED, 0, 3, "some\n", "more\n"))
                .isEqualTo(
                        "error running createRuntime hook #2: exit status 3, stdout: some, stderr: more; the hook is /bin/hook");
        assertThat(message(HOOK, FailureCause.HOOK_FAILED, 0, 159, "", ""))
                .isEqualTo(
                        "error running createRuntime hook #2: killed by signal 31 (SIGSYS, bad system call), stdout: , "
                                + "stderr: ; the hook is /bin/hook");
        assertThat(message(HOOK, FailureCause.HOOK_FAILED, 0, 139, "", ""))
                .contains("killed by signal 11 (SIGSEGV, invalid memory access)");
        assertThat(message(HOOK, FailureCause.HOOK_FAILED, 0, 143, "", "")).contains("killed by signal 15 (SIGTERM), ");
        assertThat(message(HOOK, FailureCause.HOOK_TIMED_OUT, 0, 0, "", ""))
                .isEqualTo(
                        "error running createRuntime hook #2: hook ran past specified timeout of 3.0s; the hook is /bin/hook");
    }

    @Test
    void describesTheEndOfThePlan() {
        assertThat(message(HOOK, FailureCause.ABORTED, 0, 0, "", ""))
                .isEqualTo("error running createRuntime hook #2: aborted");
        assertThat(message(new MountStep.PivotRoot(), FailureCause.MALFORMED, 0, 0, "an unknown opcode", ""))
                .isEqualTo("change / to the root file system and detach the old one: "
                        + "the native program cannot read the plan: an unknown opcode");
    }

    private static String message(Step step, FailureCause cause, int errno, int status, String detail, String more) {
        return StepFailureMessage.of(new StepFailure(Optional.of(step), cause, errno, status, detail, more));
    }
}
