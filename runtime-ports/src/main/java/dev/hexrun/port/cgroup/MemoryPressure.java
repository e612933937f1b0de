package dev.hexrun.port.cgroup;

/**
 * A level of memory pressure. The names are those of cgroup v1 ({@code memory.rst}, "Memory Pressure"); on v2 each
 * stands for a share of time in which processes wait for memory.
 */
public enum MemoryPressure {
    /** The kernel reclaims memory, and caches shrink. v2: at least one process waits for 5 percent of the time. */
    LOW,
    /** The kernel swaps, or drops memory that is in use. v2: at least one process waits for 10 percent of the time. */
    MEDIUM,
    /** The kernel is about to run out of memory. v2: every process waits for 10 percent of the time. */
    CRITICAL;

    /**
     * Returns the name of the level in the kernel and on the command line.
     *
     * @return {@code low}, {@code medium} or {@code critical}
     */
    public String specName() {
        return switch (this) {
            case LOW -> "low";
            case MEDIUM -> "medium";
            case CRITICAL -> "critical";
        };
    }
}
