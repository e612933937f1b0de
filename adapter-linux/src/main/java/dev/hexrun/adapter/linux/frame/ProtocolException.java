package dev.hexrun.adapter.linux.frame;

import dev.hexrun.domain.failure.ContainerException;

/** A frame is not what {@code docs/protocol.md} says it is. The connection is of no use afterwards. */
public final class ProtocolException extends ContainerException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates one.
     *
     * @param message what is wrong with the frame
     */
    public ProtocolException(String message) {
        super("native protocol: " + message);
    }
}
