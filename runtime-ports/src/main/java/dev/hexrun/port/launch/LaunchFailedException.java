package dev.hexrun.port.launch;

import dev.hexrun.domain.failure.ContainerException;

/** An exception that reports a failed step of a plan. */
public final class LaunchFailedException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient StepFailure failure;

    /**
     * Creates an exception.
     *
     * @param message the message for the user
     * @param failure the report of the native side
     */
    public LaunchFailedException(String message, StepFailure failure) {
        super(message);
        this.failure = failure;
    }

    /**
     * Returns the report of the native side.
     *
     * @return the failure
     */
    public StepFailure failure() {
        return failure;
    }
}
