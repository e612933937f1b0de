package dev.hexrun.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A client of OCI runtimes with private directories: an engine, or a daemon that {@code Scenarios} starts once for all
 * test classes and closes at the end.
 *
 * @param <S> the stage of the client
 */
interface Client<S extends Stage> extends AutoCloseable {

    /** Returns the name and the version: {@code Podman 4.3.1}. */
    String title();

    /** Returns a directory below which plays have their directories. Short, since sockets are created there. */
    Path directory();

    /** Returns the runtime to which hexrun is compared. */
    default OciRuntime reference() {
        return OciRuntime.runc();
    }

    /** Returns the accepted differences. */
    List<AcceptedDifference> accepted();

    /**
     * Creates the stage of a play.
     *
     * @param runtime the runtime to use
     * @param playDirectory an empty directory for the play
     */
    S stage(OciRuntime runtime, Path playDirectory);

    /**
     * Removes everything that a play has left: containers, pods, volumes, networks.
     *
     * @return a description of what is left nevertheless (processes, mounts, cgroups, state directories), or an empty
     *     list
     */
    List<String> cleanUp(S stage);

    /** Stops the daemon if there is one, and removes the directories. */
    @Override
    void close() throws IOException;
}
