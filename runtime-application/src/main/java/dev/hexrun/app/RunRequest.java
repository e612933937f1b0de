package dev.hexrun.app;

/**
 * How a container is run.
 *
 * @param create what it is made from
 * @param end what happens once it runs
 * @param subreaper whether orphaned processes of a container without a pid namespace are reaped meanwhile
 */
public record RunRequest(CreateRequest create, End end, boolean subreaper) {

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
