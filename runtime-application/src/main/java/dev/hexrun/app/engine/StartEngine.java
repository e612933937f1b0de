package dev.hexrun.app.engine;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.launch.EngineSockets;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The use case that starts an engine in the background. */
public final class StartEngine {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 10;

    private final EngineSockets sockets;
    private final Adapters adapters;
    private final CommandContext context;

    /**
     * Creates the use case.
     *
     * @param sockets the sockets of engines
     * @param adapters the adapters, for the host
     * @param context the caller, whose program is started
     */
    @Inject
    public StartEngine(EngineSockets sockets, Adapters adapters, CommandContext context) {
        this.sockets = sockets;
        this.adapters = adapters;
        this.context = context;
    }

    /**
     * Starts an engine and waits until it serves commands. Has no effect if one already listens on the socket.
     *
     * @param settings the settings
     * @throws ContainerException if the engine does not answer within 20 s
     */
    public void start(EngineSettings settings) {
        if (sockets.status(settings.socket()).isPresent()) {
            return;
        }
        Optional<String> program = adapters.host().files().linkTarget(Path.of("/proc/" + context.frontPid() + "/exe"));
        sockets.startInBackground(List.of(
                program.orElseThrow(() -> new ContainerException("cannot find the program of the command")),
                "engine",
                "run",
                "--socket",
                settings.socket().toString(),
                "--parallel",
                Integer.toString(settings.parallel()),
                "--idle-timeout",
                settings.idle().toMillis() + "ms"));
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (sockets.status(settings.socket()).isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new ContainerException("the engine does not answer; run hexrun engine run --socket "
                        + settings.socket() + " to see why");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostOperationException("start the engine: interrupted", e);
        }
    }
}
