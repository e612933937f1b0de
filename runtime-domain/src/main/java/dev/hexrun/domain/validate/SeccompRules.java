package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSeccompFlag;
import dev.hexrun.domain.config.LinuxSyscall;
import dev.hexrun.domain.seccomp.SeccompFlags;
import java.util.List;

/** The rules for {@code linux.seccomp} (config-linux.md, "Seccomp"). */
final class SeccompRules implements Rules {

    /**
     * The calls that pass the descriptor to the listener; they must not wait for a listener that does not have it yet.
     */
    private static final List<String> DESCRIPTOR_PASSING_CALLS = List.of("write", "sendmsg");

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (configuration.linux().isPresent()
                && configuration.linux().get().seccomp().isPresent()) {
            seccomp(configuration.linux().get().seccomp().get(), problems);
        }
    }

    private static void seccomp(LinuxSeccomp seccomp, Problems.Builder problems) {
        if (seccomp.defaultAction().isEmpty()) {
            if (!seccomp.syscalls().isEmpty()) {
                problems.add("/linux/seccomp/defaultAction", "must be set");
            }
        } else {
            LinuxSeccompAction action = seccomp.defaultAction().get();
            if (action == LinuxSeccompAction.SCMP_ACT_NOTIFY) {
                problems.add("/linux/seccomp/defaultAction", "SCMP_ACT_NOTIFY cannot be used as default action");
            }
            if (seccomp.defaultErrnoRet().isPresent() && !action.takesErrno()) {
                problems.add("/linux/seccomp/defaultErrnoRet", action + " does not accept an errno");
            }
        }
        List<LinuxSyscall> rules = seccomp.syscalls();
        if (seccomp.flags().orElse(List.of()).contains(LinuxSeccompFlag.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)
                && !SeccompFlags.hasNotifyRule(seccomp)) {
            problems.add(
                    "/linux/seccomp/flags",
                    "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV requires a rule with SCMP_ACT_NOTIFY");
        }
        boolean listener = !seccomp.listenerPath().orElse("").isEmpty();
        for (int i = 0; i < rules.size(); i++) {
            rule("/linux/seccomp/syscalls/" + i, rules.get(i), listener, problems);
        }
    }

    private static void rule(String pointer, LinuxSyscall rule, boolean listener, Problems.Builder problems) {
        if (rule.names().isEmpty()) {
            problems.add(pointer + "/names", "must contain at least one system call");
        }
        if (rule.errnoRet().isPresent() && !rule.action().takesErrno()) {
            problems.add(pointer + "/errnoRet", rule.action() + " does not accept an errno");
        }
        if (rule.action() == LinuxSeccompAction.SCMP_ACT_NOTIFY) {
            if (!listener) {
                problems.add(pointer + "/action", "seccomp listenerPath is not set");
            }
            for (String call : DESCRIPTOR_PASSING_CALLS) {
                if (rule.names().contains(call)) {
                    problems.add(pointer + "/names", "SCMP_ACT_NOTIFY cannot be used for the " + call + " syscall");
                }
            }
        }
        for (int i = 0; i < rule.args().size(); i++) {
            int index = rule.args().get(i).index();
            if (index < 0 || index > 5) {
                problems.add(pointer + "/args/" + i + "/index", index + " is not in the range 0 to 5");
            }
        }
    }
}
