package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** The input of a plan that executes a process in a container. */
@Value.Immutable
public interface ExecContext {
    /** {@return the container} */
    ContainerId id();

    /** {@return the container's root file system on the host, an absolute path} */
    String rootfs();

    /** {@return the container's init, in the runtime's pid namespace} */
    int initPid();

    /** {@return the start time of init, field 22 of {@code /proc/PID/stat}} */
    long initStart();

    /** {@return whether the container has a mount namespace; otherwise the process only changes its root} */
    boolean ownMounts();

    /** {@return whether the process joins the container's session keyring} */
    boolean keyring();

    /** {@return whether the runtime is root in the host's initial user namespace} */
    boolean privileged();

    /** {@return steps by which the launcher joins the cgroups, or the sync point at which the runtime moves it} */
    List<Step> joinCgroupSteps();

    /** {@return the process, already validated} */
    Process process();

    /** {@return the container's Linux section, for the settings that apply to all of its processes} */
    Linux linux();

    /** {@return the system call filter compiled from the container's profile} */
    Optional<SeccompFilter> filter();

    /** {@return the labels of security modules; none by default} */
    @Value.Default
    default SecurityContribution security() {
        return SecurityContribution.NONE;
    }

    /** {@return the state of the container for the listener of that filter} */
    HookState state();

    /** {@return the file for the pid of the process, an absolute path on the host} */
    Optional<String> pidFile();

    /** {@return the sockets and descriptors that its caller passes} */
    ProcessStreams streams();

    /** {@return whether the process keeps the supplementary groups of the caller} */
    @Value.Default
    default boolean keepGroups() {
        return false;
    }

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds an {@link ExecContext}. */
    class Builder extends ImmutableExecContext.Builder {
        Builder() {}
    }
}
