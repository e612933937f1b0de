package dev.hexrun.cgroup.stats;

import java.util.OptionalLong;

/** {@code pids.max}: where it says {@code max} there is no limit. */
final class PidsLimit {

    private PidsLimit() {}

    static OptionalLong of(OptionalLong max) {
        return max.isPresent() && max.getAsLong() == -1 ? OptionalLong.empty() : max;
    }
}
