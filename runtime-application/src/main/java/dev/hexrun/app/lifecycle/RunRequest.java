package dev.hexrun.app.lifecycle;

import java.util.List;

/**
 * A request to run a container.
 *
 * @param create the container to create
 * @param end the command's behaviour after the container has started
 * @param subreaper whether to reap orphaned processes of a container without a pid namespace until the command exits
 * @param deletion the command that deletes a container that runs for long: its arguments with {@code argv[0]}, without
 *     the {@linkplain dev.hexrun.app.record.ProcessId#toString() first process} and the id, which the runtime appends
 */
public record RunRequest(CreateRequest create, End end, boolean subreaper, List<String> deletion) {

    /** Copies the list. */
    public RunRequest {
        deletion = List.copyOf(deletion);
    }

    /** The command's behaviour after the container has started. */
    public enum End {
        /** The command exits, and the container continues to run. */
        DETACH,
        /** The command waits until the container has exited, and deletes it. */
        DELETE,
        /** The command waits until the container has exited, and keeps it. */
        KEEP
    }
}
