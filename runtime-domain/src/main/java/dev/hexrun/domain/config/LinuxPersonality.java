package dev.hexrun.domain.config;

import java.util.List;
import org.immutables.value.Value;

/**
 * The execution domain of a process, as {@code personality(2)} takes it.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#personality">config-linux.md#personality</a>
 */
@Value.Immutable
public interface LinuxPersonality {
    /**
     * {@return the domain}
     */
    PersonalityDomain domain();

    /**
     * {@return the flags; reserved by the specification, which defines none}
     */
    List<String> flags();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxPersonality}. */
    class Builder extends ImmutableLinuxPersonality.Builder {
        Builder() {}
    }
}
