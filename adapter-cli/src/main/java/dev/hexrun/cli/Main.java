package dev.hexrun.cli;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.port.launch.CommandChannel;
import java.time.InstantSource;
import java.util.Map;

/**
 * The Java side of the {@code hexrun} command. The native front starts it, hands over the caller's arguments, environment
 * and working directory through a {@link CommandChannel}, and exits with the status that comes back.
 */
public final class Main {

    private Main() {}

    /**
     * Serves one command.
     *
     * @param arguments none; the caller's come through the channel
     */
    public static void main(String[] arguments) {
        CommandChannel channel = new Adapters(Main.class.getClassLoader(), Map.of())
                .choose(Port.COMMAND_CHANNEL)
                .open();
        channel.exit(new Session(channel, InstantSource.system(), Main.class.getClassLoader()).run());
    }
}
