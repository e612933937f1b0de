package dev.hexrun.domain.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/**
 * The process of a container, or one that is executed in it.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#process">config.md#process</a>
 */
@Value.Immutable
@SuppressWarnings("JavaLangClash") // the name that the specification gives it
public interface Process {
    /**
     * {@return whether a terminal is attached to the process}
     */
    @Value.Default
    default boolean terminal() {
        return false;
    }

    /**
     * {@return the size of that terminal}
     */
    Optional<Box> consoleSize();

    /**
     * {@return as whom the process runs; user and group 0 if the configuration does not say}
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
     * {@return the working directory in the container, absolute; empty if the configuration does
     * not say, which validation refuses}
     */
    @Value.Default
    default String cwd() {
        return "";
    }

    /**
     * {@return the capabilities of the process} Absent, the process gets none at all.
     */
    Optional<LinuxCapabilities> capabilities();

    /**
     * {@return the resource limits of the process}
     */
    List<PosixRlimit> rlimits();

    /**
     * {@return whether the process and its children may gain no privileges by {@code execve(2)}}
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
     * {@return what is written to {@code oom_score_adj}, -1000 to 1000; absent leaves the value of
     * the caller}
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
     * {@return the CPUs of processes that are executed in the container later}
     */
    Optional<CpuAffinity> execCPUAffinity();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link Process}. */
    class Builder extends ImmutableProcess.Builder {
        Builder() {}
    }
}
