package dev.hexrun.domain.config;

import java.util.Optional;
import org.immutables.value.Value;

/**
 * The CPUs of an executed process, each a list such as {@code 0-3,7}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-process">config.md#linux-process</a>
 */
@Value.Immutable
public interface CpuAffinity {
    /**
     * {@return the CPUs before the process joins the cgroup of the container}
     */
    Optional<String> initial();

    /**
     * {@return the CPUs after that; the field is {@code final} in config.json, which is a keyword in Java}
     */
    Optional<String> finalCpus();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link CpuAffinity}. */
    class Builder extends ImmutableCpuAffinity.Builder {
        Builder() {}
    }
}
