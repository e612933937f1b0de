package dev.hexrun.domain.config;

import java.util.List;
import org.immutables.value.Value;

/**
 * The five capability sets of a process, by name ({@code CAP_CHOWN}). A set that the configuration does
 * not contain is empty.
 *
 * <p>The names are not checked: an unknown one causes a warning and not an error. {@link
 * dev.hexrun.domain.capability.CapabilitySet} converts them to numbers.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-process">config.md#linux-process</a>
 */
@Value.Immutable
public interface LinuxCapabilities {
    /**
     * {@return the limit for the capabilities gained by {@code execve(2)}}
     */
    List<String> bounding();

    /**
     * {@return the capabilities that the kernel checks}
     */
    List<String> effective();

    /**
     * {@return the capabilities kept across {@code execve(2)} of a file that inherits them}
     */
    List<String> inheritable();

    /**
     * {@return the capabilities that the process may make effective}
     */
    List<String> permitted();

    /**
     * {@return the capabilities kept across {@code execve(2)} of an unprivileged program}
     */
    List<String> ambient();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxCapabilities}. */
    class Builder extends ImmutableLinuxCapabilities.Builder {
        Builder() {}
    }
}
