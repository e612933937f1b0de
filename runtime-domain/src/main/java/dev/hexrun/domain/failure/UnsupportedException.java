package dev.hexrun.domain.failure;

/** Something was asked for that this build, this host or no installed adapter provides. */
public final class UnsupportedException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient String subject;
    private final transient String reason;

    /**
     * Creates one.
     *
     * @param subject what was asked for: a field's JSON pointer, a flag, a kernel facility
     * @param reason what is missing
     */
    public UnsupportedException(String subject, String reason) {
        super(subject + ": " + reason);
        this.subject = subject;
        this.reason = reason;
    }

    /**
     * Tells what was asked for: a field's JSON pointer, a flag, a kernel facility.
     *
     * @return what was asked for: a field's JSON pointer, a flag, a kernel facility
     */
    public String subject() {
        return subject;
    }

    /**
     * Tells what is missing.
     *
     * @return what is missing
     */
    public String reason() {
        return reason;
    }
}
