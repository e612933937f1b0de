package dev.hexrun.domain.config;

import java.util.List;
import org.immutables.value.Value;

/**
 * The scheduling policy of a process, as {@code sched_setattr(2)} takes it.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-process">config.md#linux-process</a>
 */
@Value.Immutable
public interface Scheduler {
    /**
     * {@return the policy}
     */
    SchedulerPolicy policy();

    /**
     * {@return the nice value, -20 to 19, for {@code SCHED_OTHER} and {@code SCHED_BATCH}}
     */
    @Value.Default
    default int nice() {
        return 0;
    }

    /**
     * {@return the static priority, for {@code SCHED_FIFO} and {@code SCHED_RR}}
     */
    @Value.Default
    default int priority() {
        return 0;
    }

    /**
     * {@return the flags}
     */
    List<SchedulerFlag> flags();

    /**
     * {@return the run time per period in nanoseconds, unsigned, for {@code SCHED_DEADLINE}}
     */
    @Value.Default
    default long runtime() {
        return 0;
    }

    /**
     * {@return the deadline in nanoseconds, unsigned, for {@code SCHED_DEADLINE}}
     */
    @Value.Default
    default long deadline() {
        return 0;
    }

    /**
     * {@return the period in nanoseconds, unsigned, for {@code SCHED_DEADLINE}}
     */
    @Value.Default
    default long period() {
        return 0;
    }

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link Scheduler}. */
    class Builder extends ImmutableScheduler.Builder {
        Builder() {}
    }
}
