package dev.hexrun.cgroup.stats;

import java.util.OptionalLong;

/** The value of {@code pids.max}, where {@code max} means no limit. */
final class PidsLimit {

    private PidsLimit() {}

    static OptionalLong of(OptionalLong max) {
        return max.isPresent() && max.getAsLong() == -1 ? OptionalLong.empty() : max;
    }
}
