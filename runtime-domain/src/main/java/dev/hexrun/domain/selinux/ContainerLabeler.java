package dev.hexrun.domain.selinux;

/**
 * The allocation of labels for containers from the contexts of a policy, the options of users and a level for each
 * container. Thread-safe.
 */
public final class ContainerLabeler {

    /** The level of files that no confined container may access: no container has this pair, and none has s0. */
    private static final String UNSHARED = "s0:c" + (CategorySet.MAX - 1) + ",c" + CategorySet.MAX;

    private final ContainerContexts contexts;
    private final ReservedLevels levels;

    /**
     * Creates the allocation.
     *
     * @param contexts the contexts of the policy; {@link ContainerContexts#NONE} on a host without SELinux
     * @param levels the levels that are in use
     */
    public ContainerLabeler(ContainerContexts contexts, ReservedLevels levels) {
        this.contexts = contexts;
        this.levels = levels;
        if (!contexts.file().isEmpty()) {
            levels.reserve(UNSHARED);
        }
    }

    /**
     * Returns the labels of a new container. Unless the options have a level, the container gets a level of its own,
     * which is reserved until {@link #release}. A level of the options is reserved too, but may be in use, since
     * containers of a pod share one.
     *
     * @param options the options of the user
     * @return the labels; none with {@code disable}. If the policy has no context for processes, only that of files,
     *     and the options have no effect
     * @throws IllegalArgumentException if a value of an option cannot be part of a context
     * @throws IllegalStateException if all levels are reserved
     */
    public ContainerLabels initLabels(LabelOptions options) {
        return initLabels(options, ProcessKind.REGULAR);
    }

    /**
     * Returns the labels of a new container of a kind, as {@link #initLabels(LabelOptions)} does.
     *
     * @param options the options of the user
     * @param kind the kind, which selects the type unless the options have one
     * @return the labels
     */
    public ContainerLabels initLabels(LabelOptions options, ProcessKind kind) {
        if (options.disable()) {
            return ContainerLabels.NONE;
        }
        if (contexts.process(kind).isEmpty() || contexts.file().isEmpty()) {
            return new ContainerLabels("", contexts.file());
        }
        SelinuxContext process = SelinuxContext.of(contexts.process(kind));
        SelinuxContext file = SelinuxContext.of(contexts.file());
        if (!options.user().isEmpty()) {
            process = process.withUser(options.user());
            file = file.withUser(options.user());
        }
        if (!options.role().isEmpty()) {
            process = process.withRole(options.role());
        }
        if (!options.type().isEmpty()) {
            process = process.withType(options.type());
        }
        if (!options.filetype().isEmpty()) {
            file = file.withType(options.filetype());
        }
        if (!options.level().isEmpty()) {
            process = process.withLevel(options.level());
            file = file.withLevel(options.level());
            levels.reserve(options.level());
        } else if (process.hasLevel()) { // a policy without levels has none for containers either
            String level = levels.reserveUnique();
            process = process.withLevel(level);
            file = file.withLevel(level);
        }
        return new ContainerLabels(process.toString(), file.toString());
    }

    /**
     * Reserves the level of a label, for example that of a container of an earlier process of the engine.
     *
     * @param label the label; without a level, the call has no effect
     * @return {@code true} unless the level is already reserved
     * @throws IllegalArgumentException if the label is neither empty nor a context
     */
    public boolean reserve(String label) {
        return label.isEmpty() || levels.reserve(SelinuxContext.of(label).level());
    }

    /**
     * Releases the level of a label, so that another container can get it.
     *
     * @param label the label; without a level, the call has no effect
     * @throws IllegalArgumentException if the label is neither empty nor a context
     */
    public void release(String label) {
        if (!label.isEmpty()) {
            levels.release(SelinuxContext.of(label).level());
        }
    }

    /**
     * Returns the label of files that a container may only read, such as the layers of an image.
     *
     * @return the label; empty if the policy has none
     */
    public String readOnlyFileLabel() {
        return contexts.readOnlyFile();
    }

    /**
     * Returns a label for the files of a container without confinement, which no confined container may access. It has a
     * level that is never assigned to a container.
     *
     * @return the label; empty if the policy has none
     */
    public String unsharedFileLabel() {
        return contexts.file().isEmpty()
                ? ""
                : SelinuxContext.of(contexts.file()).withLevel(UNSHARED).toString();
    }

    /**
     * Returns the label of a process with the type of a kind of container.
     *
     * @param processLabel the label; may be empty
     * @param kind the kind
     * @return the label with the type of the kind; unchanged if it is empty or the policy has no such type
     * @throws IllegalArgumentException if the label is neither empty nor a context
     */
    public String withKind(String processLabel, ProcessKind kind) {
        String source = contexts.process(kind);
        if (processLabel.isEmpty() || source.isEmpty()) {
            return processLabel;
        }
        return SelinuxContext.of(processLabel)
                .withType(SelinuxContext.of(source).type())
                .toString();
    }

    /**
     * Returns a label with the level of another label, which is reserved in its place.
     *
     * @param source the label with the level; may be empty
     * @param target the label to change
     * @return the label; empty if {@code source} is empty
     * @throws IllegalArgumentException if a label is not a context
     */
    public String withLevelOf(String source, String target) {
        if (source.isEmpty()) {
            return "";
        }
        String level = SelinuxContext.of(source).level();
        SelinuxContext context = SelinuxContext.of(target);
        levels.release(context.level());
        levels.reserve(level);
        return context.withLevel(level).toString();
    }
}
