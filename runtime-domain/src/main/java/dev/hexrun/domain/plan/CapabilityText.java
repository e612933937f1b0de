package dev.hexrun.domain.plan;

import dev.hexrun.domain.capability.CapabilitySet;

/** Sets of capabilities in words. */
final class CapabilityText {

    private CapabilityText() {}

    static String names(long set) {
        return set == 0 ? "none" : String.join(", ", new CapabilitySet(set).names());
    }
}
