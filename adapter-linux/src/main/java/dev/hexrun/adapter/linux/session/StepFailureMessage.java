package dev.hexrun.adapter.linux.session;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.signal.Signal;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.MountOption;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.StepFailure;

/**
 * The error message of a failed step. Container engines match some of runc's messages, so this class uses the same
 * text.
 */
final class StepFailureMessage {

    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int EACCES = Errno.EACCES;
    private static final int EISDIR = Errno.EISDIR;
    private static final int ENOTDIR = 20;
    private static final int ELOOP = 40;
    private static final int ETIMEDOUT = 110;

    /** The command before the profile in the text for AppArmor. */
    private static final String APPARMOR_COMMAND = "exec ";

    private static final int SIGNALLED = 128;
    private static final int LAST_SIGNAL = 64;

    /** The beginning of the native program's detail if init was cloned but cannot enter a cgroup. */
    private static final String ENTER_CGROUP = "enter cgroup ";

    /** Clients search for these words; a process that was cloned into a cgroup has no pid yet. */
    private static final String ADDING_TO_CGROUPS = "error adding pid of the process to cgroups";

    private StepFailureMessage() {}

    /** Returns the message: lower case, no full stop, without the name of the program. */
    static String of(StepFailure failure) {
        String sentence = sentence(failure);
        // Only the output of a hook may have several lines; a path or name of a configuration must not break the line.
        return failure.cause() == FailureCause.HOOK_FAILED ? sentence : oneLine(sentence);
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                line.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 0xf, 16));
            } else {
                line.append(c);
            }
        }
        return line.toString();
    }

    private static String sentence(StepFailure failure) {
        return switch (failure.cause()) {
            case SYSTEM_CALL, REFUSED ->
                failure.step().isEmpty()
                        ? reason(failure)
                        : ofStep(failure.step().get(), failure);
            case CHILD_DIED -> childDied(failure);
            case HOOK_FAILED ->
                subject(failure) + ":" + end(failure.status()) + ", stdout: "
                        + failure.detail().strip() + ", stderr: "
                        + failure.errorOutput().strip()
                        + hookPath(failure);
            case HOOK_TIMED_OUT -> hookTimedOut(failure);
            case ABORTED -> subject(failure) + ": aborted";
            case MALFORMED -> withDetail(subject(failure) + ": the native program cannot read the plan", failure);
            case DISCONNECTED ->
                withDetail(subject(failure) + ": lost connection to the hexrun front process", failure);
        };
    }

    private static String ofStep(Step step, StepFailure failure) {
        if (step instanceof ProcessStep.FindProgram find) {
            return findProgram(find.name(), failure);
        }
        if (step instanceof ProcessStep.Fork && failure.detail().startsWith(ENTER_CGROUP)) {
            return ADDING_TO_CGROUPS + ": " + new Errno(failure.errno()).message() + ": "
                    + failure.detail().substring(ENTER_CGROUP.length());
        }
        if (step instanceof ProcessStep.Exec exec) {
            // The detail is the path at which the program was found.
            return "exec " + (failure.detail().isEmpty() ? exec.argv().getFirst() : failure.detail()) + ": "
                    + new Errno(failure.errno()).message();
        }
        if (step instanceof MountStep.Mount mount
                && mount.options().contains(MountOption.REAL_DIRECTORY)
                && leadsElsewhere(failure)) {
            return mounting(mount.source(), mount.target()) + "filesystem " + quoted(mount.type())
                    + " must be mounted on ordinary directory";
        }
        if (step instanceof ProcessStep.AwaitExit await && failure.errno() == ETIMEDOUT) {
            return step.describe() + ": it still runs after " + await.timeoutMillis() + " ms";
        }
        if (step instanceof NamespaceStep.WriteIdMap && failure.errno() == EPERM) {
            return describe(step) + ": " + reason(failure) + idMapHint(failure.detail());
        }
        if (step instanceof IdentityStep.WriteProcessAttribute && failure.errno() != 0) {
            // The detail is the call and the path.
            return describe(step) + ": " + failure.detail() + ": " + new Errno(failure.errno()).message();
        }
        if (step instanceof IdentityStep.ChangeDirectory change
                && failure.errno() != 0
                && failure.detail().equals(change.path())) {
            return describe(step) + ": " + new Errno(failure.errno()).message();
        }
        return describe(step) + ": " + reason(failure);
    }

    /** Returns the next step for the user. The detail is the path of the written file, or the helper's output. */
    private static String idMapHint(String detail) {
        boolean group = detail.contains("gid");
        String ranges = group ? "/etc/subgid" : "/etc/subuid";
        if (!detail.startsWith("/proc/")) {
            return "; add the host ids to the user's line in " + ranges;
        }
        return "; this takes " + (group ? "CAP_SETGID" : "CAP_SETUID, and CAP_SETFCAP for host id 0,")
                + " in the caller's user namespace, or " + (group ? "newgidmap" : "newuidmap") + " and the ids in "
                + ranges;
    }

    /** Returns the part before the reason: what the step attempted. */
    private static String describe(Step step) {
        if (step instanceof MountStep.Mount mount) {
            return "error mounting " + quoted(mount.source()) + " to rootfs at " + quoted(mount.target());
        }
        if (step instanceof MountStep.Bind bind) {
            return "error mounting " + quoted(bind.source()) + " to rootfs at " + quoted(bind.target());
        }
        if (step instanceof MountStep.CloneTree clone) {
            return "error mounting " + quoted(clone.source()) + " to rootfs at " + quoted(clone.target());
        }
        if (step instanceof HookStep.RunHook hook) {
            return "error running " + hook.stage().specName() + " hook #" + hook.index();
        }
        if (step instanceof CallerStep.SendSeccompListener listener) {
            return "failed to connect with seccomp agent at " + listener.socket();
        }
        if (step instanceof IdentityStep.ChangeDirectory change) {
            return "chdir to cwd (" + quoted(change.path()) + ") set in config.json failed";
        }
        if (step instanceof MountStep.MaskPath mask) {
            return "can't mask path " + quoted(mask.path());
        }
        if (step instanceof IdentityStep.WriteProcessAttribute attribute) {
            return label(attribute);
        }
        if (step instanceof CgroupStep.JoinCgroup || step instanceof CgroupStep.JoinCgroupOf) {
            return ADDING_TO_CGROUPS;
        }
        return step.describe();
    }

    /** Returns the words of runc, with the label. */
    private static String label(IdentityStep.WriteProcessAttribute attribute) {
        if (!attribute.name().equals("exec")) {
            return attribute.describe();
        }
        return attribute.module().equals("apparmor") && attribute.text().startsWith(APPARMOR_COMMAND)
                ? "unable to apply apparmor profile " + quoted(attribute.text().substring(APPARMOR_COMMAND.length()))
                : "can't set process label " + quoted(attribute.text());
    }

    private static String findProgram(String name, StepFailure failure) {
        String prefix = "exec: " + quoted(name) + ": ";
        if (failure.cause() == FailureCause.SYSTEM_CALL && failure.errno() == ENOENT && name.indexOf('/') < 0) {
            return prefix + "executable file not found in $PATH";
        }
        if (failure.cause() == FailureCause.SYSTEM_CALL && (failure.errno() == ENOENT || failure.errno() == ENOTDIR)) {
            return prefix + "stat " + name + ": " + new Errno(failure.errno()).message();
        }
        if (failure.errno() == EISDIR) {
            // execve(2) fails with EACCES. Engines conclude the exit status 126 from the second text; Docker before 23,
            // only from it.
            return prefix + new Errno(EISDIR).message() + ": " + new Errno(EACCES).message();
        }
        // The detail repeats the path.
        return failure.errno() == 0 ? prefix + reason(failure) : prefix + new Errno(failure.errno()).message();
    }

    /** Describes the end of a process. */
    private static String end(int status) {
        int signal = signal(status);
        return signal > 0
                ? " killed by signal " + signal + " (" + new Signal(signal).name() + fault(signal) + ")"
                : " exit status " + status;
    }

    /** Returns the reason of a signal that the kernel sends for a fault; other signals have none. */
    private static String fault(int signal) {
        return switch (signal) {
            case 4 -> ", illegal instruction";
            case 7 -> ", bus error";
            case 8 -> ", arithmetic error";
            case 11 -> ", invalid memory access";
            case 31 -> ", bad system call";
            default -> "";
        };
    }

    private static int signal(int status) {
        int signal = status - SIGNALLED;
        return signal >= 1 && signal <= LAST_SIGNAL ? signal : 0;
    }

    private static String childDied(StepFailure failure) {
        String child = failure.detail().equals("launcher") ? "the launcher" : "the container's init process";
        return child
                + (signal(failure.status()) > 0 ? " was" : " ended with")
                + end(failure.status())
                + (failure.step().isEmpty()
                        ? ""
                        : " during: " + failure.step().get().describe());
    }

    private static String hookTimedOut(StepFailure failure) {
        // Clients' tests match the format of Go's time.Duration.
        String timeout = failure.step().isPresent() && failure.step().get() instanceof HookStep.RunHook hook
                ? " of " + hook.timeoutSeconds() + ".0s"
                : "";
        return subject(failure) + ": hook ran past specified timeout" + timeout + hookPath(failure);
    }

    private static String hookPath(StepFailure failure) {
        return failure.step().isPresent() && failure.step().get() instanceof HookStep.RunHook hook
                ? "; the hook is " + hook.program().path()
                : "";
    }

    private static String subject(StepFailure failure) {
        return failure.step().isEmpty()
                ? "execute the plan"
                : describe(failure.step().get());
    }

    private static boolean leadsElsewhere(StepFailure failure) {
        return failure.errno() == ENOTDIR || failure.errno() == ELOOP;
    }

    private static String reason(StepFailure failure) {
        if (failure.errno() == 0) {
            return failure.detail().isEmpty() ? "refused" : failure.detail();
        }
        return withDetail(new Errno(failure.errno()).message(), failure);
    }

    private static String withDetail(String text, StepFailure failure) {
        return failure.detail().isEmpty() ? text : text + ": " + failure.detail();
    }

    private static String mounting(String source, String target) {
        return "error mounting " + quoted(source) + " to rootfs at " + quoted(target) + ": ";
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
