package dev.hexrun.cli.command;

import dev.hexrun.port.launch.CommandChannel;

/** Collects standard output and writes it in pieces, so that a long output is never in memory as a whole. */
final class OutputBuffer {

    private static final int PIECE = 32 * 1024;

    private final CommandChannel channel;
    private final StringBuilder text = new StringBuilder();

    OutputBuffer(CommandChannel channel) {
        this.channel = channel;
    }

    OutputBuffer append(String more) {
        text.append(more);
        if (text.length() >= PIECE) {
            flush();
        }
        return this;
    }

    void flush() {
        if (!text.isEmpty()) {
            channel.writeOutput(text.toString());
            text.setLength(0);
        }
    }
}
