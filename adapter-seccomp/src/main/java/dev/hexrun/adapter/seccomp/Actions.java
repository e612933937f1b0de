package dev.hexrun.adapter.seccomp;

import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.seccomp.ClassicBpf;
import java.util.OptionalLong;

/** The values of actions, {@code linux/seccomp.h}: {@code SECCOMP_RET_*} in the upper half, the data in the lower half. */
final class Actions {

    static final int ERRNO = 0x00050000;

    private static final int DATA = 0xffff;

    private Actions() {}

    static int value(LinuxSeccompAction action, OptionalLong errno) {
        int data = (int) errno.orElse(Errno.EPERM) & DATA;
        return switch (action) {
            case SCMP_ACT_KILL_PROCESS -> 0x80000000;
            case SCMP_ACT_KILL, SCMP_ACT_KILL_THREAD -> 0;
            case SCMP_ACT_TRAP -> 0x00030000;
            case SCMP_ACT_ERRNO -> ERRNO | data;
            case SCMP_ACT_NOTIFY -> 0x7fc00000;
            case SCMP_ACT_TRACE -> 0x7ff00000 | data;
            case SCMP_ACT_LOG -> ClassicBpf.RET_LOG;
            case SCMP_ACT_ALLOW -> ClassicBpf.RET_ALLOW;
        };
    }
}
