package dev.hexrun.port.cgroup;

/**
 * How short memory is. The words are those of cgroup v1 ({@code memory.rst}, "Memory Pressure"); on v2 they stand for a
 * share of time that processes wait for memory.
 */
public enum MemoryPressure {
    /** The kernel reclaims memory; caches shrink. v2: some process waits for 5 percent of the time. */
    LOW,
    /** It swaps, or drops what is in use. v2: some process waits for 10 percent of the time. */
    MEDIUM,
    /** It is about to run out of memory. v2: every process waits for 10 percent of the time. */
    CRITICAL;

    /**
     * The level as it is written.
     *
     * @return {@code low}, {@code medium} or {@code critical}
     */
    public String word() {
        return switch (this) {
            case LOW -> "low";
            case MEDIUM -> "medium";
            case CRITICAL -> "critical";
        };
    }
}
