package dev.hexrun.domain.failure;

/** An exception for a request that this build, the host or the installed adapters do not support. */
public final class UnsupportedException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient Kind kind;
    private final transient String subject;
    private final transient String reason;

    /** The kind of the {@link #subject}. */
    public enum Kind {
        /** A field of the configuration, by its JSON pointer, such as {@code /linux/resources/cpu/idle}. */
        FIELD,

        /** A command, by its name, such as {@code checkpoint}. */
        COMMAND,

        /** An option of a command, with the command if it is not global, such as {@code update --l3-cache-schema}. */
        OPTION,

        /**
         * A facility of the kernel or of an adapter, such as {@code freezer}, {@code statistics} or a cgroup
         * controller.
         */
        FACILITY
    }

    private UnsupportedException(Kind kind, String subject, String reason) {
        super(subject + ": " + reason);
        this.kind = kind;
        this.subject = subject;
        this.reason = reason;
    }

    /**
     * Creates an exception for a facility of the kernel or of an adapter.
     *
     * @param facility the facility
     * @param reason the reason why it is not available
     * @return the exception
     */
    public static UnsupportedException facility(String facility, String reason) {
        return new UnsupportedException(Kind.FACILITY, facility, reason);
    }

    /**
     * Creates an exception for a field of the configuration.
     *
     * @param pointer the JSON pointer of the field
     * @param reason the reason why it is not supported
     * @return the exception
     */
    public static UnsupportedException field(String pointer, String reason) {
        return new UnsupportedException(Kind.FIELD, pointer, reason);
    }

    /**
     * Creates an exception for a command.
     *
     * @param command the name of the command
     * @param reason the reason why it is not supported
     * @return the exception
     */
    public static UnsupportedException command(String command, String reason) {
        return new UnsupportedException(Kind.COMMAND, command, reason);
    }

    /**
     * Creates an exception for an option.
     *
     * @param option the option, with the command before it if it is not global
     * @param reason the reason why it is not supported
     * @return the exception
     */
    public static UnsupportedException option(String option, String reason) {
        return new UnsupportedException(Kind.OPTION, option, reason);
    }

    /**
     * Returns the kind of the subject.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns the unsupported field, command, option or facility.
     *
     * @return the JSON pointer, command, option or facility
     */
    public String subject() {
        return subject;
    }

    /**
     * Returns the reason.
     *
     * @return the reason, with the missing feature
     */
    public String reason() {
        return reason;
    }
}
