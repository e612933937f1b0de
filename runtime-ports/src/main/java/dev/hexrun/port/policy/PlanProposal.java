package dev.hexrun.port.policy;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.state.ContainerId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An operation that a policy decides about. The runtime creates it; a test of a policy uses {@link Builder}, since the
 * record may get further components.
 *
 * @param operation the operation
 * @param id the container; {@code container} in {@code validate} and {@code plan} if none was given
 * @param configuration the valid configuration of the container. In {@code exec}, its {@code process} is the process to
 *     execute with every change by flags or a process file; in {@code update}, its {@code linux.resources} are the limits
 *     after the update
 * @param bundle the absolute path of the bundle directory
 * @param callerUid the effective user id of the caller, in the user namespace of the caller, unsigned
 * @param pivotRoot whether the container gets its root by {@code pivot_root(2)}; {@code false} with {@code --no-pivot}
 * @param newKeyring whether the container gets a session keyring of its own; {@code false} with {@code --no-new-keyring}
 * @param passedDescriptors the number of descriptors of the caller, besides the standard streams, that the process inherits
 *     ({@code --preserve-fds} and socket activation)
 * @param steps the steps of the plan in their order; empty in {@code update}, which executes no plan
 */
public record PlanProposal(
        Operation operation,
        ContainerId id,
        Configuration configuration,
        Path bundle,
        int callerUid,
        boolean pivotRoot,
        boolean newKeyring,
        int passedDescriptors,
        List<PlannedStep> steps) {

    /** The operations that policies decide about. */
    public enum Operation {
        /** {@code create}, and {@code validate} and {@code plan}, which show what it would do. */
        CREATE("create"),
        /** {@code run}: {@code create} and {@code start} in one command. */
        RUN("run"),
        /** {@code exec}: another process in an existing container. */
        EXEC("exec"),
        /** {@code update}: other limits for an existing container. */
        UPDATE("update");

        private final String label;

        Operation(String label) {
            this.label = label;
        }

        /**
         * Returns the name of the command.
         *
         * @return for example {@code create}
         */
        public String label() {
            return label;
        }
    }

    /** Copies the list. */
    public PlanProposal {
        steps = List.copyOf(steps);
    }

    /**
     * Returns the bind mounts of the configuration, by their options or by their type. In {@code exec} and {@code update}
     * they are those of the existing container.
     *
     * @return the mounts, in the order of the configuration
     */
    public List<HostMount> hostMounts() {
        List<HostMount> binds = new ArrayList<>();
        for (int i = 0; i < configuration.mounts().size(); i++) {
            Mount mount = configuration.mounts().get(i);
            if (MountOptions.of(mount.options()).isBind(mount.type().orElse(""))) {
                Path source = bundle.resolve(mount.source().orElse("")).normalize();
                binds.add(new HostMount("/mounts/" + i + "/source", source.toString(), mount));
            }
        }
        return binds;
    }

    /**
     * Returns the capabilities that the process has or can gain: those of any of its five sets.
     *
     * @return the names, such as {@code CAP_CHOWN}, sorted
     */
    public SortedSet<String> capabilities() {
        SortedSet<String> names = new TreeSet<>();
        Optional<LinuxCapabilities> sets = configuration.process().flatMap(process -> process.capabilities());
        if (sets.isPresent()) {
            names.addAll(sets.get().bounding());
            names.addAll(sets.get().effective());
            names.addAll(sets.get().inheritable());
            names.addAll(sets.get().permitted());
            names.addAll(sets.get().ambient());
        }
        return names;
    }

    /**
     * Returns a builder.
     *
     * @param operation the operation
     * @param id the container
     * @param configuration the configuration
     * @return a builder for an operation by root, without flags and with no step
     */
    public static Builder builder(Operation operation, ContainerId id, Configuration configuration) {
        return new Builder(operation, id, configuration);
    }

    /** Builds a {@link PlanProposal}. Not thread-safe. */
    public static final class Builder {

        private final Operation operation;
        private final ContainerId id;
        private final Configuration configuration;
        private Path bundle = Path.of("/");
        private int callerUid;
        private boolean pivotRoot = true;
        private boolean newKeyring = true;
        private int passedDescriptors;
        private List<PlannedStep> steps = List.of();

        private Builder(Operation operation, ContainerId id, Configuration configuration) {
            this.operation = operation;
            this.id = id;
            this.configuration = configuration;
        }

        /**
         * Sets the bundle.
         *
         * @param directory the absolute path; {@code /} by default
         * @return this builder
         */
        public Builder bundle(Path directory) {
            bundle = directory;
            return this;
        }

        /**
         * Sets the caller.
         *
         * @param uid the effective user id; 0 by default
         * @return this builder
         */
        public Builder callerUid(int uid) {
            callerUid = uid;
            return this;
        }

        /**
         * Sets how the container gets its root.
         *
         * @param pivots whether by {@code pivot_root(2)}, the default
         * @return this builder
         */
        public Builder pivotRoot(boolean pivots) {
            pivotRoot = pivots;
            return this;
        }

        /**
         * Sets the use of a session keyring.
         *
         * @param separate whether the container gets one of its own, the default
         * @return this builder
         */
        public Builder newKeyring(boolean separate) {
            newKeyring = separate;
            return this;
        }

        /**
         * Sets the number of passed descriptors.
         *
         * @param count the number; 0 by default
         * @return this builder
         */
        public Builder passedDescriptors(int count) {
            passedDescriptors = count;
            return this;
        }

        /**
         * Sets the steps.
         *
         * @param planned the steps in their order; none by default
         * @return this builder
         */
        public Builder steps(List<PlannedStep> planned) {
            steps = List.copyOf(planned);
            return this;
        }

        /**
         * Returns the proposal.
         *
         * @return the proposal
         */
        public PlanProposal build() {
            return new PlanProposal(
                    operation, id, configuration, bundle, callerUid, pivotRoot, newKeyring, passedDescriptors, steps);
        }
    }
}
