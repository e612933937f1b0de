package dev.hexrun.cli;

import dev.hexrun.app.adapters.AdapterFolder;
import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.port.launch.CommandChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The Java side of the {@code hexrun} command. The native front starts it, hands over the caller's arguments, environment
 * and working directory through a {@link CommandChannel}, and exits with the status that comes back.
 */
public final class Main {

    /** The system property that names the folder with the adapters of others. */
    private static final String ADAPTERS = "hexrun.adapters";

    /** The system property that names the configuration file. */
    private static final String CONFIGURATION = "hexrun.configuration";

    private Main() {}

    /**
     * Serves one command, or several that come one after the other, as in the training of the AOT cache.
     *
     * @param arguments how many commands there are; nothing for one. The caller's arguments come through the channel
     */
    public static void main(String[] arguments) {
        int commands = arguments.length == 0 ? 1 : Integer.parseInt(arguments[0]);
        for (int i = 0; i < commands; i++) {
            serve();
        }
    }

    private static void serve() {
        Adapters own = new Adapters(Main.class.getClassLoader(), Map.of());
        CommandChannel channel = own.choose(Port.COMMAND_CHANNEL).open();
        channel.exit(new Session(channel, InstantSource.system(), own, adapterFolder(), configurationFile()).run());
    }

    private static Optional<Path> configurationFile() {
        String file = System.getProperty(CONFIGURATION);
        return file == null ? Optional.empty() : Optional.of(Path.of(file));
    }

    private static AdapterFolder adapterFolder() {
        String folder = System.getProperty(ADAPTERS);
        return new AdapterFolder(folder == null ? Optional.empty() : Optional.of(Path.of(folder)));
    }
}
