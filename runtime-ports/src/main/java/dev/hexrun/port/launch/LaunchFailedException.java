package dev.hexrun.port.launch;

import dev.hexrun.domain.failure.ContainerException;

/** A step of a plan failed. */
public final class LaunchFailedException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient StepFailure failure;

    /**
     * Creates one.
     *
     * @param message the sentence for people
     * @param failure what the native side said
     */
    public LaunchFailedException(String message, StepFailure failure) {
        super(message);
        this.failure = failure;
    }

    /**
     * What the native side said.
     *
     * @return the failure
     */
    public StepFailure failure() {
        return failure;
    }
}
