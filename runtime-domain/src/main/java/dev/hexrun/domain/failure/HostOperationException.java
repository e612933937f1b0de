package dev.hexrun.domain.failure;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The host refused an operation: a system call, a file of the kernel, a hook. */
public final class HostOperationException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Errno errno;

    /**
     * Creates one from an error number.
     *
     * @param action what was tried and on what, for example {@code mount proc on /proc}
     * @param errno the kernel's answer
     */
    public HostOperationException(String action, Errno errno) {
        super(action + ": " + errno.message());
        this.errno = errno;
    }

    /**
     * Creates one from an error number and more that the kernel or the native side said.
     *
     * @param action what was tried and on what
     * @param errno the kernel's answer
     * @param detail more about it; left out when empty
     */
    public HostOperationException(String action, Errno errno, String detail) {
        super(detail.isEmpty() ? action + ": " + errno.message() : action + ": " + errno.message() + ": " + detail);
        this.errno = errno;
    }

    /**
     * Creates one that has no error number.
     *
     * @param message what was tried, on what, and why it failed
     * @param cause the failure below, or {@code null}
     */
    public HostOperationException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.errno = null;
    }

    /**
     * The kernel's answer, where there was one.
     *
     * @return the error number
     */
    public Optional<Errno> errno() {
        return Optional.ofNullable(errno);
    }
}
