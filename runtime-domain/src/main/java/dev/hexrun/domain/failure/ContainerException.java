package dev.hexrun.domain.failure;

import org.jspecify.annotations.Nullable;

/**
 * Anything that keeps the runtime from doing what it was asked for. Use cases and ports throw this type or one of its
 * subtypes, and nothing else that a caller could react to.
 */
public class ContainerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates one.
     *
     * @param message what was tried, on what, and why it failed; lower case, no full stop
     */
    public ContainerException(String message) {
        super(message);
    }

    /**
     * Creates one that wraps what a lower layer met.
     *
     * @param message what was tried, on what, and why it failed; lower case, no full stop
     * @param cause the failure below, or {@code null}
     */
    public ContainerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * The message, which is always there.
     *
     * @return the message given at construction
     */
    public String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
