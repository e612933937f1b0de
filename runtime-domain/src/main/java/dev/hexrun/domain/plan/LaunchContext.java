package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Optional;

/**
 * The input of a launch plan: equal contexts result in equal plans.
 *
 * @param id the container
 * @param bundle the bundle's directory, absolute
 * @param rootfs the root file system on the host, absolute
 * @param configuration the configuration, already validated
 * @param start the time at which the user's program is started
 * @param startFifo the path of the start fifo; used with {@link StartMode#LATER}
 * @param host the properties of the host
 * @param cgroups the hierarchies that a cgroup mount shows
 * @param notifyDirectory the directory on the host with the {@code notify.sock} of the process; empty if no service
 *     manager waits for its readiness
 * @param joinCgroupSteps steps by which the launcher joins the cgroups, or the sync point at which the runtime moves it
 * @param deviceSteps steps of the front that the cgroup driver contributes once the root file system is complete
 * @param filter the system call filter compiled from the configuration's profile
 * @param callerEnvironment the environment of the command's caller, entries {@code NAME=value}
 * @param options options of the command line
 */
public record LaunchContext(
        ContainerId id,
        String bundle,
        String rootfs,
        Configuration configuration,
        StartMode start,
        String startFifo,
        HostView host,
        CgroupMountView cgroups,
        Optional<String> notifyDirectory,
        List<Step> joinCgroupSteps,
        List<Step> deviceSteps,
        Optional<SeccompFilter> filter,
        List<String> callerEnvironment,
        Options options) {

    /** Copies the lists. */
    public LaunchContext {
        joinCgroupSteps = List.copyOf(joinCgroupSteps);
        deviceSteps = List.copyOf(deviceSteps);
        callerEnvironment = List.copyOf(callerEnvironment);
    }

    /** The time at which the user's program is started. */
    public enum StartMode {
        /** By another command, through the start fifo: {@code create}. */
        LATER,
        /** Immediately: {@code run}. */
        IMMEDIATE
    }

    /**
     * The properties of the host that a plan depends on.
     *
     * @param privileged whether the runtime is root in the host's initial user namespace
     * @param uid the runtime's effective user id, unsigned
     * @param gid the runtime's effective group id, unsigned
     * @param newuidmap path of the helper that maps several user ids for unprivileged users; empty if it is not
     *     installed
     * @param newgidmap path of the helper for group ids; empty if it is not installed
     * @param kcore whether {@code /proc/kcore} exists
     */
    public record HostView(boolean privileged, int uid, int gid, String newuidmap, String newgidmap, boolean kcore) {}

    /**
     * Options of the command line.
     *
     * @param pivotRoot whether {@code pivot_root(2)} is used; not with {@code --no-pivot}
     * @param newKeyring whether a new session keyring is joined; not with {@code --no-new-keyring}
     * @param streams the sockets and descriptors that the caller passes
     */
    public record Options(boolean pivotRoot, boolean newKeyring, ProcessStreams streams) {

        /**
         * Creates options without sockets and descriptors.
         *
         * @param pivotRoot whether {@code pivot_root(2)} is used
         * @param newKeyring whether a new session keyring is joined
         */
        public Options(boolean pivotRoot, boolean newKeyring) {
            this(pivotRoot, newKeyring, ProcessStreams.NONE);
        }
    }
}
