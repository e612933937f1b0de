package dev.hexrun.domain.plan;

/** Sets of capabilities in words. */
final class Capabilities {

    private Capabilities() {}

    static String words(long set) {
        return set == 0 ? "none" : "0x" + Long.toHexString(set);
    }
}
