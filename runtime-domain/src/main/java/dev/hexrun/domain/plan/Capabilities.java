package dev.hexrun.domain.plan;

import dev.hexrun.domain.capability.CapabilitySet;

/** Sets of capabilities in words. */
final class Capabilities {

    private Capabilities() {}

    static String words(long set) {
        return set == 0 ? "none" : String.join(", ", new CapabilitySet(set).names());
    }
}
