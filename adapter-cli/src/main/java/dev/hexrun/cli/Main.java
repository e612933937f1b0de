package dev.hexrun.cli;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.app.engine.CommandServer;
import dev.hexrun.cli.wiring.AdapterDirectory;
import dev.hexrun.port.launch.CommandChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The Java side of the {@code hexrun} command. The native front starts it, passes the caller's arguments, environment and
 * working directory through a {@link CommandChannel}, and exits with the returned status.
 */
public final class Main {

    /** The system property with the directory of additional adapters. */
    private static final String ADAPTERS = "hexrun.adapters";

    /** The system property with the configuration file. */
    private static final String CONFIGURATION = "hexrun.configuration";

    private Main() {}

    /**
     * Executes one command, or several in sequence to train the AOT cache.
     *
     * @param arguments the number of commands; empty for one. The arguments of the command come through the channel
     */
    public static void main(String[] arguments) {
        int commands = arguments.length == 0 ? 1 : Integer.parseInt(arguments[0]);
        ExitGuard guard = new ExitGuard(Thread.currentThread());
        for (int i = 0; i < commands; i++) {
            Adapters builtIn = new Adapters(Main.class.getClassLoader(), Map.of());
            serve(builtIn.choose(Port.COMMAND_CHANNEL).open(), builtIn, guard);
        }
    }

    private static void serve(CommandChannel channel, Adapters builtIn, ExitGuard guard) {
        CommandServer others = other -> serve(
                other,
                Adapters.ofCaller(
                        Main.class.getClassLoader(), Map.of(), other.request().frontPid()),
                guard);
        channel.exit(new Session(
                        channel,
                        others,
                        InstantSource.system(),
                        builtIn,
                        adapterDirectory(),
                        configurationFile(),
                        guard)
                .run());
    }

    private static Optional<Path> configurationFile() {
        String file = System.getProperty(CONFIGURATION);
        return file == null ? Optional.empty() : Optional.of(Path.of(file));
    }

    private static AdapterDirectory adapterDirectory() {
        String directory = System.getProperty(ADAPTERS);
        return new AdapterDirectory(directory == null ? Optional.empty() : Optional.of(Path.of(directory)));
    }
}
