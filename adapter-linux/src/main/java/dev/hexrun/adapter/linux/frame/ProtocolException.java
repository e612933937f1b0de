package dev.hexrun.adapter.linux.frame;

import dev.hexrun.domain.failure.ContainerException;

/** Thrown if a frame violates {@code docs/protocol.md}. The connection is unusable afterwards. */
public final class ProtocolException extends ContainerException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the violation
     */
    public ProtocolException(String message) {
        super("native protocol: " + message);
    }
}
