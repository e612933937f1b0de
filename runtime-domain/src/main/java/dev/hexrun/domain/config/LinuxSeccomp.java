package dev.hexrun.domain.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * A filter of the system calls that a process may use.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">config-linux.md#seccomp</a>
 */
@Value.Immutable
public interface LinuxSeccomp {
    /**
     * {@return the action for calls that no rule matches} If absent, and there are no rules, there is
     * no filter.
     */
    Optional<LinuxSeccompAction> defaultAction();

    /**
     * {@return the errno of the default action, if that action has one; absent means {@code EPERM}}
     */
    OptionalLong defaultErrnoRet();

    /**
     * {@return architectures in addition to the native one}
     */
    List<LinuxSeccompArch> architectures();

    /**
     * {@return the flags for {@code seccomp(2)}} If absent, the runtime chooses; if empty, there are none.
     */
    Optional<List<LinuxSeccompFlag>> flags();

    /**
     * {@return the path of the socket that receives the descriptor for {@code SCMP_ACT_NOTIFY}}
     */
    Optional<String> listenerPath();

    /**
     * {@return opaque data that is sent to the listener}
     */
    Optional<String> listenerMetadata();

    /**
     * {@return the rules}
     */
    List<LinuxSyscall> syscalls();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxSeccomp}. */
    class Builder extends ImmutableLinuxSeccomp.Builder {
        Builder() {}
    }
}
