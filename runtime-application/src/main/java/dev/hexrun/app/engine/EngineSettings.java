package dev.hexrun.app.engine;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of an engine.
 *
 * @param socket the socket for callers, an absolute path
 * @param inherited whether the engine was started with that socket, {@code sd_listen_fds(3)}
 * @param idle the time without a command after which the engine ends; zero for never
 * @param parallel the maximum number of commands that are executed at the same time, from 1 to 128
 */
public record EngineSettings(Path socket, boolean inherited, Duration idle, int parallel) {

    /** The maximum of {@link #parallel}. */
    public static final int MAX_PARALLEL = 128;

    /** Checks the ranges. */
    public EngineSettings {
        if (parallel < 1 || parallel > MAX_PARALLEL || idle.isNegative()) {
            throw new IllegalArgumentException("parallel " + parallel + ", idle " + idle);
        }
    }
}
