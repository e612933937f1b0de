package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the plan of a process which is executed in a container depends on.
 *
 * @param id the container
 * @param rootfs its root file system on the host, absolute
 * @param initPid its init, in the runtime's pid namespace
 * @param initStart when init started, field 22 of {@code /proc/PID/stat}
 * @param ownMounts whether the container has a mount namespace; without one the process only changes its root
 * @param keyring whether the process joins the container's session keyring
 * @param privileged whether the runtime is root in the host's first user namespace
 * @param joinCgroupSteps steps of the launcher that enter the cgroups; without any the runtime is asked to move the launcher
 * @param process the process, already checked
 * @param linux the container's section for Linux, for what holds for each of its processes
 * @param filter the filter of system calls that the container's profile was compiled to
 * @param state what a listener of that filter is told of the container
 * @param streams what it gets from its caller, and the caller of it, besides the standard streams
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

    /** Keeps a copy of the list. */
    public ExecContext {
        joinCgroupSteps = List.copyOf(joinCgroupSteps);
    }
}
