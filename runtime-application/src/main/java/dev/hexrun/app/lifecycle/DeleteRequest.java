package dev.hexrun.app.lifecycle;

import dev.hexrun.app.record.ProcessId;
import dev.hexrun.domain.state.ContainerId;
import java.util.Optional;

/**
 * Which container goes.
 *
 * @param id the container
 * @param mode what happens if it runs, or is not there
 * @param firstProcess the process that it must have had for its first, so that a later container of the same id stays; empty:
 *     whichever it had
 */
public record DeleteRequest(ContainerId id, Mode mode, Optional<ProcessId> firstProcess) {

    /**
     * A request for whichever container has the id.
     *
     * @param id the container
     * @param mode what happens if it runs, or is not there
     */
    public DeleteRequest(ContainerId id, Mode mode) {
        this(id, mode, Optional.empty());
    }

    /** What happens if the container runs, or is not there. */
    public enum Mode {
        /** An error. */
        STOPPED_ONLY,
        /** It is killed; one that is not there is fine. */
        FORCE
    }
}
