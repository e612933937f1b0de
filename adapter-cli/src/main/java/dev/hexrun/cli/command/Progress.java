package dev.hexrun.cli.command;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The progress of a command for several objects, shown on standard error if that is a terminal and the command has taken
 * more than a second.
 */
final class Progress {

    private static final int STANDARD_ERROR = 2;
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofMillis(100);

    // console_codes(4)
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final CommandChannel channel;
    private final CommandContext context;
    private final Adapters adapters;
    private final InstantSource clock;
    private Instant next = Instant.MAX;
    private boolean visible;

    @Inject
    Progress(CommandChannel channel, CommandContext context, Adapters adapters, InstantSource clock) {
        this.channel = channel;
        this.context = context;
        this.adapters = adapters;
        this.clock = clock;
    }

    /** Starts the measurement of time. */
    void start() {
        next = clock.instant().plus(DELAY);
    }

    /**
     * Shows how many objects are done, unless that was shown a moment ago.
     *
     * @param verb the action, for example {@code deleting}
     * @param done the number of objects that are done
     * @param total the number of all objects
     */
    void advance(String verb, int done, int total) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        if (!visible && !isTerminal()) {
            next = Instant.MAX;
            return;
        }
        visible = true;
        next = now.plus(INTERVAL);
        channel.writeError(CLEAR_LINE + verb + " " + done + " of " + total);
    }

    /**
     * Announces an action that takes long.
     *
     * @param message the action and its expected duration
     */
    void announce(String message) {
        if (isTerminal()) {
            channel.writeError("hexrun: " + message + "\n");
        }
    }

    /** Removes the progress from the terminal. */
    void clear() {
        if (visible) {
            channel.writeError(CLEAR_LINE);
            visible = false;
        }
    }

    private boolean isTerminal() {
        return !context.variable("TERM").orElse("dumb").equals("dumb")
                && adapters.host().processes().isTerminal(context.frontPid(), STANDARD_ERROR);
    }
}
