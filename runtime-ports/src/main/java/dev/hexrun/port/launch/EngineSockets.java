package dev.hexrun.port.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The sockets of an engine, which is a process that serves the commands of many callers. The engine and the commands {@code
 * engine status} and {@code engine stop} use it. Thread-safe.
 */
public interface EngineSockets {

    /**
     * Waits for the next command. The engine calls it on each of its threads.
     *
     * @param threads the socket for threads of the engine, an absolute path
     * @return the channel of the command; empty if the engine ends
     * @throws dev.hexrun.domain.failure.HostOperationException if the connection fails
     */
    Optional<CommandChannel> accept(Path threads);

    /**
     * Requests the status of an engine.
     *
     * @param fronts the socket of the engine, an absolute path
     * @return the status; empty if no engine listens there, or it does not answer
     */
    Optional<EngineStatus> status(Path fronts);

    /**
     * Requests that an engine ends once its commands have ended. Returns before that.
     *
     * @param fronts the socket of the engine, an absolute path
     * @return {@code true} if an engine listens there
     */
    boolean stop(Path fronts);

    /**
     * Starts a process in the background, in the session of this process and with an empty environment, and does not wait
     * for it.
     *
     * @param command the path of the program and its arguments
     * @throws dev.hexrun.domain.failure.HostOperationException if it cannot be started
     */
    void startInBackground(List<String> command);
}
