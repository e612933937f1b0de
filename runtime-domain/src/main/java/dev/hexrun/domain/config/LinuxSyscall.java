package dev.hexrun.domain.config;

import java.util.List;
import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * A rule about system calls.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">config-linux.md#seccomp</a>
 */
@Value.Immutable
public interface LinuxSyscall {
    /**
     * {@return the calls by name, at least one}
     */
    List<String> names();

    /**
     * {@return what happens to them}
     */
    LinuxSeccompAction action();

    /**
     * {@return the errno of that, where the action has one}
     */
    OptionalLong errnoRet();

    /**
     * {@return conditions on the arguments}
     */
    List<LinuxSeccompArg> args();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxSyscall}. */
    class Builder extends ImmutableLinuxSyscall.Builder {
        Builder() {}
    }
}
