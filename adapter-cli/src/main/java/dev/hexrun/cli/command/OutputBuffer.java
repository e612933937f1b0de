package dev.hexrun.cli.command;

import dev.hexrun.port.launch.CommandChannel;

/** A buffer of standard output, which is written in pieces to limit memory use. */
final class OutputBuffer {

    private static final int FLUSH_LENGTH = 32 * 1024;

    private final CommandChannel channel;
    private final StringBuilder text = new StringBuilder();

    OutputBuffer(CommandChannel channel) {
        this.channel = channel;
    }

    OutputBuffer append(String more) {
        text.append(more);
        if (text.length() >= FLUSH_LENGTH) {
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
