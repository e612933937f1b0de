package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The input of a launch plan: equal contexts result in equal plans.
 */
@Value.Immutable
public interface LaunchContext {
    /** {@return the container} */
    ContainerId id();

    /** {@return the bundle's directory, absolute} */
    String bundle();

    /** {@return the root file system on the host, absolute} */
    String rootfs();

    /** {@return the configuration, already validated} */
    Configuration configuration();

    /** {@return the time at which the user's program is started} */
    StartMode start();

    /** {@return the path of the start fifo; used with {@link StartMode#LATER}} */
    String startFifo();

    /** {@return the properties of the host} */
    HostProperties host();

    /** {@return the hierarchies that a cgroup mount shows} */
    CgroupMountView cgroups();

    /**
     * {@return the directory on the host with the {@code notify.sock} of the process; empty if no service manager waits
     * for its readiness}
     */
    Optional<String> notifyDirectory();

    /** {@return the file for the pid of init, an absolute path on the host} */
    Optional<String> pidFile();

    /** {@return steps by which the launcher joins the cgroups, or the sync point at which the runtime moves it} */
    List<Step> joinCgroupSteps();

    /** {@return steps of the front that the cgroup driver contributes once the root file system is complete} */
    List<Step> deviceSteps();

    /** {@return the system call filter compiled from the configuration's profile} */
    Optional<SeccompFilter> filter();

    /** {@return the labels of security modules; none by default} */
    @Value.Default
    default SecurityContribution security() {
        return SecurityContribution.NONE;
    }

    /** {@return the environment of the command's caller, entries {@code NAME=value}} */
    List<String> callerEnvironment();

    /** {@return options of the command line} */
    Options options();

    /** {@return the files for the output of hooks} */
    @Value.Default
    default HookOutput hookOutput() {
        return HookOutput.CAPTURED;
    }

    /** {@return the mount option for the label of new file systems} */
    @Value.Default
    default String mountLabelOption() {
        return MountLabel.CONTEXT;
    }

    /** {@return whether the process keeps the supplementary groups of the caller} */
    @Value.Default
    default boolean keepGroups() {
        return false;
    }

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LaunchContext}. */
    class Builder extends ImmutableLaunchContext.Builder {
        Builder() {}
    }

    /** The time at which the user's program is started. */
    enum StartMode {
        /** By another command, through the start fifo: {@code create}. */
        LATER,
        /** Immediately: {@code run}. */
        IMMEDIATE
    }

    /**
     * Options of the command line.
     *
     * @param pivotRoot whether {@code pivot_root(2)} is used; not with {@code --no-pivot}
     * @param newKeyring whether a new session keyring is joined; not with {@code --no-new-keyring}
     * @param streams the sockets and descriptors that the caller passes
     */
    record Options(boolean pivotRoot, boolean newKeyring, ProcessStreams streams) {

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
