package dev.hexrun.app.lifecycle;

import dev.hexrun.app.record.ProcessId;
import dev.hexrun.domain.state.ContainerId;
import java.util.Optional;

/**
 * A request to delete a container.
 *
 * @param id the container
 * @param mode the handling of a container that runs or does not exist
 * @param firstProcess the first process of the container to delete, so that a later container with the same id is kept;
 *     empty to delete any container with the id
 */
public record DeleteRequest(ContainerId id, Mode mode, Optional<ProcessId> firstProcess) {

    /**
     * Creates a request to delete any container with the id.
     *
     * @param id the container
     * @param mode the handling of a container that runs or does not exist
     */
    public DeleteRequest(ContainerId id, Mode mode) {
        this(id, mode, Optional.empty());
    }

    /** The handling of a container that runs or does not exist. */
    public enum Mode {
        /** Deletion fails. */
        STOPPED_ONLY,
        /** A running container is killed; a container that does not exist is not an error. */
        FORCE
    }
}
