package dev.hexrun.testkit.launch;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.CommandRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A channel that records the output of a command. It executes no plans. Not thread-safe. */
public final class FakeCommandChannel implements CommandChannel {

    private final CommandRequest request;
    private final StringBuilder output = new StringBuilder();
    private final StringBuilder error = new StringBuilder();
    private final List<Integer> statuses = new ArrayList<>();
    private byte[] input = new byte[0];
    private boolean ofEngine;
    private boolean declined;
    private boolean closed;

    /**
     * Creates a channel whose caller has an empty standard input.
     *
     * @param request the command
     */
    public FakeCommandChannel(CommandRequest request) {
        this.request = request;
    }

    /**
     * Creates the channel of a command of root in {@code /tmp}, with an empty environment and without a terminal.
     *
     * @param arguments the arguments, with {@code argv[0]} first
     * @return the channel
     */
    public static FakeCommandChannel calledWith(String... arguments) {
        return new FakeCommandChannel(
                new CommandRequest(List.of(arguments), List.of(), "/tmp", 1, 0, 0, 0, 0, 0022, 0));
    }

    /**
     * Sets the caller's standard input.
     *
     * @param text the text, in UTF-8
     * @return this channel
     */
    public FakeCommandChannel withInput(String text) {
        return withInput(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sets the caller's standard input.
     *
     * @param bytes the bytes
     * @return this channel
     */
    public FakeCommandChannel withInput(byte[] bytes) {
        input = bytes.clone();
        return this;
    }

    /**
     * Makes this the channel of a command that an engine serves.
     *
     * @return this channel
     */
    public FakeCommandChannel ofEngine() {
        ofEngine = true;
        return this;
    }

    @Override
    public boolean isOfEngine() {
        return ofEngine;
    }

    @Override
    public void decline() {
        if (!ofEngine) {
            throw new IllegalStateException("no engine serves the command");
        }
        declined = true;
    }

    @Override
    public void close() {
        closed = true;
    }

    /**
     * Returns whether the command was declined.
     *
     * @return {@code true} if it was
     */
    public boolean declined() {
        return declined;
    }

    /**
     * Returns whether the channel was closed.
     *
     * @return {@code true} if it was
     */
    public boolean closed() {
        return closed;
    }

    @Override
    public CommandRequest request() {
        return request;
    }

    @Override
    public void writeOutput(String text) {
        output.append(text);
    }

    @Override
    public void writeError(String text) {
        error.append(text);
    }

    @Override
    public byte[] readInput(int most) {
        if (input.length > most) {
            throw new ContainerException("standard input holds more than " + most + " bytes");
        }
        return input.clone();
    }

    @Override
    public void exit(int status) {
        if (status < 0 || status > 255) {
            throw new IllegalArgumentException("an exit status of " + status);
        }
        statuses.add(status);
    }

    /**
     * Returns everything that was written to standard output.
     *
     * @return the text
     */
    public String output() {
        return output.toString();
    }

    /**
     * Returns everything that was written to standard error.
     *
     * @return the text
     */
    public String error() {
        return error.toString();
    }

    /**
     * Returns the exit statuses of the command.
     *
     * @return one status, if the command has ended
     */
    public List<Integer> statuses() {
        return List.copyOf(statuses);
    }
}
