package dev.hexrun.cli.command;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.engine.EngineSettings;
import dev.hexrun.app.engine.RunEngine;
import dev.hexrun.app.engine.StartEngine;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.EngineSockets;
import dev.hexrun.port.launch.EngineStatus;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code engine}. */
public final class EngineCommand implements Command {

    private static final String SOCKET = "hexrun-engine/socket";

    private final Provider<RunEngine> run;
    private final Provider<StartEngine> start;
    private final EngineSockets sockets;
    private final CommandChannel channel;
    private final CommandContext context;

    @Inject
    EngineCommand(
            Provider<RunEngine> run,
            Provider<StartEngine> start,
            EngineSockets sockets,
            CommandChannel channel,
            CommandContext context) {
        this.run = run;
        this.start = start;
        this.sockets = sockets;
        this.channel = channel;
        this.context = context;
    }

    @Override
    public int execute(Arguments arguments) {
        if (channel.isOfEngine()) {
            channel.decline();
            return 0;
        }
        Path socket = socket(arguments);
        String action = arguments.positionals().getFirst();
        switch (action) {
            case "run" -> run.get().run(settings(arguments, socket));
            case "start" -> start.get().start(settings(arguments, socket));
            case "stop" -> {
                refuseSettings(action, arguments);
                if (!sockets.stop(socket)) {
                    throw new ContainerException("no engine listens on " + socket);
                }
            }
            case "status" -> {
                refuseSettings(action, arguments);
                return status(socket);
            }
            default ->
                throw new ContainerException("unknown action \"" + action + "\"; use run, start, status or stop");
        }
        return 0;
    }

    /** Refuses the flags that only a new engine uses. */
    private static void refuseSettings(String action, Arguments arguments) {
        for (FlagSpec flag : List.of(Flags.IDLE_TIMEOUT, Flags.PARALLEL)) {
            if (arguments.text(flag).isPresent()) {
                throw new ContainerException(
                        "--" + flag.name() + ": not with the action " + action + ", only with run and start");
            }
        }
    }

    private Path socket(Arguments arguments) {
        Optional<String> flag = arguments
                .text(Flags.ENGINE_SOCKET)
                .or(() -> context.variable("HEXRUN_ENGINE").filter(path -> path.startsWith("/")));
        if (flag.isPresent()) {
            return context.resolve(flag.get());
        }
        Optional<String> directory = context.variable("XDG_RUNTIME_DIR");
        return directory.isPresent() && context.uid() != 0
                ? context.resolve(directory.get()).resolve(SOCKET)
                : Path.of("/run", SOCKET);
    }

    private EngineSettings settings(Arguments arguments, Path socket) {
        return new EngineSettings(socket, context.listenDescriptors() > 0, idle(arguments), parallel(arguments));
    }

    private static Duration idle(Arguments arguments) {
        String text = arguments.text(Flags.IDLE_TIMEOUT).orElse(Flags.IDLE_TIMEOUT.initial());
        Duration idle = GoDuration.parse(text);
        if (idle == null || idle.isNegative()) {
            throw new ContainerException("invalid value \"" + text + "\" for --" + Flags.IDLE_TIMEOUT.name()
                    + ": must be a duration such as 500ms, 5s or 1m30s, or 0");
        }
        return idle;
    }

    private static int parallel(Arguments arguments) {
        String text = arguments.text(Flags.PARALLEL).orElse(Flags.PARALLEL.initial());
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= EngineSettings.MAX_PARALLEL) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // Reported below.
        }
        throw new ContainerException("invalid value \"" + text + "\" for --" + Flags.PARALLEL.name()
                + ": must be a number from 1 to " + EngineSettings.MAX_PARALLEL);
    }

    private int status(Path socket) {
        Optional<EngineStatus> status = sockets.status(socket);
        if (status.isEmpty()) {
            channel.writeOutput("no engine listens on " + socket + "\n");
            return 1;
        }
        EngineStatus engine = status.get();
        channel.writeOutput("engine on " + socket + ": process " + engine.front() + ", JVM " + engine.jvm() + ", "
                + engine.served() + " commands served, " + engine.idleThreads() + " idle threads\n");
        return 0;
    }
}
