package dev.hexrun.domain.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * Which system calls a process may use.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">config-linux.md#seccomp</a>
 */
@Value.Immutable
public interface LinuxSeccomp {
    /**
     * {@return what happens to a call that no rule is about} Absent, with no rules, the filter is
     * off.
     */
    Optional<LinuxSeccompAction> defaultAction();

    /**
     * {@return the errno of that, where the action has one; absent means {@code EPERM}}
     */
    OptionalLong defaultErrnoRet();

    /**
     * {@return architectures beside the native one}
     */
    List<LinuxSeccompArch> architectures();

    /**
     * {@return flags for {@code seccomp(2)}} Absent, the runtime chooses; empty, there are none.
     */
    Optional<List<LinuxSeccompFlag>> flags();

    /**
     * {@return the socket that gets the descriptor for {@code SCMP_ACT_NOTIFY}}
     */
    Optional<String> listenerPath();

    /**
     * {@return what is told to that listener beside}
     */
    Optional<String> listenerMetadata();

    /**
     * {@return the rules}
     */
    List<LinuxSyscall> syscalls();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxSeccomp}. */
    class Builder extends ImmutableLinuxSeccomp.Builder {
        Builder() {}
    }
}
