package dev.hexrun.domain.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/**
 * The init process of a container, or a process that is executed in it.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#process">config.md#process</a>
 */
@Value.Immutable
@SuppressWarnings("JavaLangClash") // the name in the specification
public interface Process {
    /**
     * {@return whether the process gets a terminal}
     */
    @Value.Default
    default boolean terminal() {
        return false;
    }

    /**
     * {@return the initial size of the terminal}
     */
    Optional<Box> consoleSize();

    /**
     * {@return the user of the process; user and group 0 if absent}
     */
    @Value.Default
    default User user() {
        return User.root();
    }

    /**
     * {@return the program and its arguments, as for {@code execvp(3)}}
     */
    List<String> args();

    /**
     * {@return the environment, each entry {@code NAME=value}}
     */
    List<String> env();

    /**
     * {@return the working directory in the container, absolute; empty if absent, which validation
     * refuses}
     */
    @Value.Default
    default String cwd() {
        return "";
    }

    /**
     * {@return the capabilities of the process} If absent, the process has none.
     */
    Optional<LinuxCapabilities> capabilities();

    /**
     * {@return the resource limits of the process}
     */
    List<PosixRlimit> rlimits();

    /**
     * {@return whether {@code execve(2)} grants no privileges to the process and its children}
     */
    @Value.Default
    default boolean noNewPrivileges() {
        return false;
    }

    /**
     * {@return the AppArmor profile of the process}
     */
    Optional<String> apparmorProfile();

    /**
     * {@return the value for {@code oom_score_adj}, -1000 to 1000; if absent, the value of the caller is
     * kept}
     */
    OptionalInt oomScoreAdj();

    /**
     * {@return the scheduling policy of the process}
     */
    Optional<Scheduler> scheduler();

    /**
     * {@return the SELinux label of the process}
     */
    Optional<String> selinuxLabel();

    /**
     * {@return the I/O priority of the process}
     */
    Optional<LinuxIoPriority> ioPriority();

    /**
     * {@return the CPUs of processes that {@code exec} runs in the container}
     */
    Optional<CpuAffinity> execCPUAffinity();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link Process}. */
    class Builder extends ImmutableProcess.Builder {
        Builder() {}
    }
}
