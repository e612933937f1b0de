package dev.hexrun.domain.failure;

import org.jspecify.annotations.Nullable;

/**
 * A failure of an operation of the runtime. Use cases and ports throw this type and its subtypes only; any other exception is a
 * bug.
 */
public class ContainerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the operation, its object, and the reason of the failure; lower case, no full stop
     */
    public ContainerException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message the operation, its object, and the reason of the failure; lower case, no full stop
     * @param cause the cause, or {@code null}
     */
    public ContainerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Returns the message, which is never {@code null}.
     *
     * @return the message
     */
    public String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
