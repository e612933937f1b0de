package dev.hexrun.app;

import dev.hexrun.domain.state.ContainerId;

/**
 * Which container goes.
 *
 * @param id the container
 * @param mode what happens if it runs, or is not there
 */
public record DeleteRequest(ContainerId id, Mode mode) {

    /** What happens if the container runs, or is not there. */
    public enum Mode {
        /** An error. */
        STOPPED_ONLY,
        /** It is killed; one that is not there is fine. */
        FORCE
    }
}
