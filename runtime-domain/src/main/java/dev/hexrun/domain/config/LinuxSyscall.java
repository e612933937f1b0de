package dev.hexrun.domain.config;

import java.util.List;
import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * A rule for system calls.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">config-linux.md#seccomp</a>
 */
@Value.Immutable
public interface LinuxSyscall {
    /**
     * {@return the names of the calls, at least one}
     */
    List<String> names();

    /**
     * {@return the action}
     */
    LinuxSeccompAction action();

    /**
     * {@return the errno of the action, if it has one}
     */
    OptionalLong errnoRet();

    /**
     * {@return the conditions on the arguments; see {@link LinuxSeccompArg}}
     */
    List<LinuxSeccompArg> args();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxSyscall}. */
    class Builder extends ImmutableLinuxSyscall.Builder {
        Builder() {}
    }
}
