package dev.hexrun.domain.failure;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An exception that reports that the host refused an operation: a system call, a file of the kernel, a hook. */
public final class HostOperationException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Errno errno;

    private HostOperationException(@Nullable Errno errno, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.errno = errno;
    }

    /**
     * Creates an exception from an error number.
     *
     * @param action the operation and its object, for example {@code mount proc on /proc}
     * @param errno the error number of the kernel
     */
    public HostOperationException(String action, Errno errno) {
        this(errno, action + ": " + errno.message(), null);
    }

    /**
     * Creates an exception from an error number and details from the kernel or the native program.
     *
     * @param action the operation and its object
     * @param errno the error number of the kernel
     * @param detail the details; may be empty
     */
    public HostOperationException(String action, Errno errno, String detail) {
        this(errno, action + ": " + errno.message() + (detail.isEmpty() ? "" : ": " + detail), null);
    }

    /**
     * Creates an exception without an error number.
     *
     * @param message the operation, its object, and the reason of the failure
     * @param cause the cause, or {@code null}
     */
    public HostOperationException(String message, @Nullable Throwable cause) {
        this(null, message, cause);
    }

    /**
     * Creates an exception from a failed file operation.
     *
     * @param action the operation and its object, for example {@code read /proc/devices}
     * @param failure the failure, which becomes the cause
     * @return the exception, with the error number if {@link Errno#of} knows it
     */
    public static HostOperationException of(String action, IOException failure) {
        return new HostOperationException(
                Errno.of(failure).orElse(null), action + ": " + Errno.reason(failure), failure);
    }

    /** {@return the error number of the kernel; empty if there is none} */
    public Optional<Errno> errno() {
        return Optional.ofNullable(errno);
    }
}
