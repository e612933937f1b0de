package dev.hexrun.app.engine;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.EngineStep;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.EngineSockets;
import dev.hexrun.port.launch.EngineStatus;
import dev.hexrun.port.launch.LaunchObserver;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The engine use case: serves the commands of other processes until it is stopped. */
public final class RunEngine {

    /** The time that commands have to end when the engine ends. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

    private final ContainerLauncher launcher;
    private final EngineSockets sockets;
    private final CommandServer server;

    /**
     * Creates the use case.
     *
     * @param launcher executes the engine's part of the native side
     * @param sockets the sockets of engines
     * @param server executes the commands
     */
    @Inject
    public RunEngine(ContainerLauncher launcher, EngineSockets sockets, CommandServer server) {
        this.launcher = launcher;
        this.sockets = sockets;
        this.server = server;
    }

    /**
     * Serves commands. Returns when the engine was stopped, or has been idle for its time, and its commands have ended.
     *
     * @param settings the settings
     * @throws ContainerException if another engine uses the socket, or the socket cannot be opened
     */
    public void run(EngineSettings settings) {
        if (!settings.inherited()) {
            Optional<EngineStatus> other = sockets.status(settings.socket());
            if (other.isPresent()) {
                throw new ContainerException("an engine already listens on " + settings.socket() + ": process "
                        + other.get().front());
            }
        }
        Path threadSocket = Path.of(settings.socket() + ".threads");
        EngineThreads threads = new EngineThreads(sockets, threadSocket, server, settings.parallel());
        launcher.launch(
                LaunchPlan.of(new EngineStep.OpenEngineSockets(
                        settings.socket().toString(), settings.inherited(), threadSocket.toString())),
                LaunchObserver.NONE);
        threads.start();
        if (settings.idle().isPositive()) {
            Thread timer = new Thread(() -> stopWhenIdle(threads, settings), "idle-timer");
            timer.setDaemon(true);
            timer.start();
        }
        try {
            launcher.launch(LaunchPlan.of(new EngineStep.ServeFronts()), LaunchObserver.NONE);
        } finally {
            end(threads);
        }
    }

    void stopWhenIdle(EngineThreads threads, EngineSettings settings) {
        try {
            if (threads.awaitIdle(settings.idle())) {
                sockets.stop(settings.socket());
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(EngineThreads threads) {
        try {
            threads.end(END_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostOperationException("end the engine: interrupted", e);
        }
    }
}
