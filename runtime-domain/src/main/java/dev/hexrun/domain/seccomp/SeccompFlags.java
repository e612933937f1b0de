package dev.hexrun.domain.seccomp;

import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSeccompFlag;
import java.util.List;

/** The flags for {@code seccomp(2)}, {@code linux/seccomp.h}. */
public final class SeccompFlags {

    static final long NEW_LISTENER = 1 << 3;

    private static final long LOG = 1 << 1;
    private static final long SPEC_ALLOW = 1 << 2;
    private static final long WAIT_KILLABLE_RECV = 1 << 5;

    private SeccompFlags() {}

    /**
     * Returns the flags of a profile. A profile without flags gets {@code SPEC_ALLOW}, as with runc: the mitigation of
     * speculative store bypass would slow down the container.
     *
     * @param profile the profile
     * @return {@code SECCOMP_FILTER_FLAG_*}, with {@code NEW_LISTENER} if a rule has {@code SCMP_ACT_NOTIFY}
     */
    public static long of(LinuxSeccomp profile) {
        long flags = hasNotifyRule(profile) ? NEW_LISTENER : 0;
        for (LinuxSeccompFlag flag : profile.flags().orElse(List.of(LinuxSeccompFlag.SECCOMP_FILTER_FLAG_SPEC_ALLOW))) {
            flags |= switch (flag) {
                case SECCOMP_FILTER_FLAG_TSYNC -> 0; // the process has only one thread at this point
                case SECCOMP_FILTER_FLAG_LOG -> LOG;
                case SECCOMP_FILTER_FLAG_SPEC_ALLOW -> SPEC_ALLOW;
                case SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV -> WAIT_KILLABLE_RECV;
            };
        }
        return flags;
    }

    /**
     * Returns whether a kernel supports a flag.
     *
     * @param flag the flag
     * @param release the release of the kernel, such as {@code 6.12.107-cloud-amd64}
     * @return {@code true} if that kernel, or every kernel that hexrun runs on, supports it
     */
    public static boolean isSupported(LinuxSeccompFlag flag, String release) {
        return switch (flag) {
            case SECCOMP_FILTER_FLAG_TSYNC, SECCOMP_FILTER_FLAG_LOG, SECCOMP_FILTER_FLAG_SPEC_ALLOW -> true;
            case SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV -> atLeast(release, 5, 19);
        };
    }

    private static boolean atLeast(String release, int major, int minor) {
        String[] parts = release.split("[^0-9]", 3);
        try {
            int has = Integer.parseInt(parts[0]);
            return has > major || (has == major && parts.length > 1 && Integer.parseInt(parts[1]) >= minor);
        } catch (NumberFormatException unknown) {
            return false;
        }
    }

    /**
     * Returns whether a rule of a profile has {@code SCMP_ACT_NOTIFY}.
     *
     * @param profile the profile
     * @return {@code true} if one has
     */
    public static boolean hasNotifyRule(LinuxSeccomp profile) {
        return profile.syscalls().stream().anyMatch(rule -> rule.action() == LinuxSeccompAction.SCMP_ACT_NOTIFY);
    }
}
