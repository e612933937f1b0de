package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSyscall;
import java.util.List;

/** {@code linux.seccomp} (config-linux.md, "Seccomp"). */
final class SeccompRules implements Rules {

    @Override
    public void check(Configuration configuration, HostConditions host, Problems.Builder problems) {
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
                problems.add("/linux/seccomp/defaultErrnoRet", action + " takes no errno");
            }
        }
        List<LinuxSyscall> rules = seccomp.syscalls();
        boolean listener = !seccomp.listenerPath().orElse("").isEmpty();
        for (int i = 0; i < rules.size(); i++) {
            rule("/linux/seccomp/syscalls/" + i, rules.get(i), listener, problems);
        }
    }

    private static void rule(String pointer, LinuxSyscall rule, boolean listener, Problems.Builder problems) {
        if (rule.names().isEmpty()) {
            problems.add(pointer + "/names", "must name at least one system call");
        }
        if (rule.errnoRet().isPresent() && !rule.action().takesErrno()) {
            problems.add(pointer + "/errnoRet", rule.action() + " takes no errno");
        }
        if (rule.action() == LinuxSeccompAction.SCMP_ACT_NOTIFY) {
            if (!listener) {
                problems.add(pointer + "/action", "seccomp listenerPath is not set");
            }
            if (rule.names().contains("write")) {
                problems.add(pointer + "/names", "SCMP_ACT_NOTIFY cannot be used for the write system call");
            }
        }
        for (int i = 0; i < rule.args().size(); i++) {
            int index = rule.args().get(i).index();
            if (index < 0 || index > 5) {
                problems.add(pointer + "/args/" + i + "/index", index + " is not in 0 to 5");
            }
        }
    }
}
