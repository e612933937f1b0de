package dev.hexrun.app.lifecycle;

import java.util.List;

/**
 * How a container is run.
 *
 * @param create what it is made from
 * @param end what happens once it runs
 * @param subreaper whether orphaned processes of a container without a pid namespace are reaped meanwhile
 * @param deletion the command that deletes the container if it runs for long, with {@code argv[0]}, up to the {@linkplain
 *     dev.hexrun.app.record.ProcessId#toString() first process} and the id, which follow
 */
public record RunRequest(CreateRequest create, End end, boolean subreaper, List<String> deletion) {

    /** Keeps a copy of the list. */
    public RunRequest {
        deletion = List.copyOf(deletion);
    }

    /** What happens once the container runs. */
    public enum End {
        /** The command ends, and the container goes on. */
        DETACH,
        /** The command waits for the container's end and deletes it. */
        DELETE,
        /** The command waits for the container's end and keeps it. */
        KEEP
    }
}
