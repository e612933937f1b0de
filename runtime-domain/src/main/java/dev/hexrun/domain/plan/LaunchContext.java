package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Optional;

/**
 * Everything a plan depends on, so that equal contexts give equal plans.
 *
 * @param id the container
 * @param bundle the bundle's folder, absolute
 * @param rootfs the root file system on the host, absolute
 * @param configuration the configuration, already checked
 * @param start how the user's program is started
 * @param startFifo where the start fifo is made; used with {@link StartMode#LATER}
 * @param host what the host allows
 * @param cgroups what a mount of cgroups shows
 * @param notifyDirectory the folder on the host whose {@code notify.sock} the process tells that it is ready on; empty if
 *     nobody waits for that
 * @param joinCgroupSteps steps of the launcher that enter the cgroups; without any the runtime is asked to move the launcher
 * @param deviceSteps steps of the front that adapters add once the root file system is complete
 * @param filter the filter of system calls that the configuration's profile was compiled to
 * @param callerEnvironment the environment that the runtime's caller has given it, an entry each
 * @param options choices of the command line
 */
public record LaunchContext(
        ContainerId id,
        String bundle,
        String rootfs,
        Configuration configuration,
        StartMode start,
        String startFifo,
        HostView host,
        List<CgroupView> cgroups,
        Optional<String> notifyDirectory,
        List<Step> joinCgroupSteps,
        List<Step> deviceSteps,
        Optional<SeccompFilter> filter,
        List<String> callerEnvironment,
        Options options) {

    /** Keeps copies of the lists. */
    public LaunchContext {
        cgroups = List.copyOf(cgroups);
        joinCgroupSteps = List.copyOf(joinCgroupSteps);
        deviceSteps = List.copyOf(deviceSteps);
        callerEnvironment = List.copyOf(callerEnvironment);
    }

    /** How the user's program is started. */
    public enum StartMode {
        /** By another command, through the start fifo: {@code create}. */
        LATER,
        /** At once: {@code run}. */
        IMMEDIATE
    }

    /**
     * What the host allows.
     *
     * @param privileged whether the runtime is root in the host's first user namespace
     * @param uid the runtime's effective user id, unsigned
     * @param gid the runtime's effective group id, unsigned
     * @param newuidmap path of the helper that maps several user ids for the unprivileged; empty if there is none
     * @param newgidmap path of the helper for group ids; empty if there is none
     * @param kcore whether {@code /proc/kcore} exists
     */
    public record HostView(boolean privileged, int uid, int gid, String newuidmap, String newgidmap, boolean kcore) {}

    /**
     * One hierarchy as the container's {@code cgroup} mount shows it.
     *
     * @param unified whether it is the v2 hierarchy
     * @param name its folder below the mount, for example {@code cpu,cpuacct}
     * @param controllers v1: its controllers, or one {@code name=NAME}
     * @param hostPath the container's own cgroup, an absolute path on the host
     */
    public record CgroupView(boolean unified, String name, List<String> controllers, String hostPath) {

        /** Keeps a copy of the list. */
        public CgroupView {
            controllers = List.copyOf(controllers);
        }
    }

    /**
     * Choices of the command line.
     *
     * @param pivotRoot whether {@code pivot_root(2)} is used; {@code --no-pivot} says no
     * @param newKeyring whether a new session keyring is joined; {@code --no-new-keyring} says no
     * @param streams what goes between the process and the caller
     */
    public record Options(boolean pivotRoot, boolean newKeyring, ProcessStreams streams) {

        /**
         * Choices without anything that goes between the process and the caller.
         *
         * @param pivotRoot whether {@code pivot_root(2)} is used
         * @param newKeyring whether a new session keyring is joined
         */
        public Options(boolean pivotRoot, boolean newKeyring) {
            this(pivotRoot, newKeyring, ProcessStreams.NONE);
        }
    }
}
