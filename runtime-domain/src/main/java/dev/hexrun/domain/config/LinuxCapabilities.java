package dev.hexrun.domain.config;

import java.util.List;
import org.immutables.value.Value;

/**
 * The five sets of capabilities of a process, by name ({@code CAP_CHOWN}). A set that the
 * configuration does not name is empty.
 *
 * <p>The names are kept as they were written: one that nobody knows is worth a warning and not an
 * error. {@link dev.hexrun.domain.capability.CapabilitySet} makes numbers of them.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-process">config.md#linux-process</a>
 */
@Value.Immutable
public interface LinuxCapabilities {
    /**
     * {@return the limit of what {@code execve(2)} can give}
     */
    List<String> bounding();

    /**
     * {@return what the kernel checks}
     */
    List<String> effective();

    /**
     * {@return what is kept over {@code execve(2)} of a file that allows it}
     */
    List<String> inheritable();

    /**
     * {@return what the process may make effective}
     */
    List<String> permitted();

    /**
     * {@return what is kept over {@code execve(2)} of any program}
     */
    List<String> ambient();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxCapabilities}. */
    class Builder extends ImmutableLinuxCapabilities.Builder {
        Builder() {}
    }
}
