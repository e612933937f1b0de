package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Optional;

/**
 * The input of a plan that executes a process in a container.
 *
 * @param id the container
 * @param rootfs the container's root file system on the host, an absolute path
 * @param initPid the container's init, in the runtime's pid namespace
 * @param initStart the start time of init, field 22 of {@code /proc/PID/stat}
 * @param ownMounts whether the container has a mount namespace; otherwise the process only changes its root
 * @param keyring whether the process joins the container's session keyring
 * @param privileged whether the runtime is root in the host's initial user namespace
 * @param joinCgroupSteps steps by which the launcher joins the cgroups, or the sync point at which the runtime moves it
 * @param process the process, already validated
 * @param linux the container's Linux section, for the settings that apply to all of its processes
 * @param filter the system call filter compiled from the container's profile
 * @param state the state of the container for the listener of that filter
 * @param streams the sockets and descriptors that its caller passes
 */
public record ExecContext(
        ContainerId id,
        String rootfs,
        int initPid,
        long initStart,
        boolean ownMounts,
        boolean keyring,
        boolean privileged,
        List<Step> joinCgroupSteps,
        Process process,
        Linux linux,
        Optional<SeccompFilter> filter,
        HookState state,
        ProcessStreams streams) {

    /** Copies the list. */
    public ExecContext {
        joinCgroupSteps = List.copyOf(joinCgroupSteps);
    }
}
