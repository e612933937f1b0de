package dev.hexrun.cli;

import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.CommandRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A channel that records output. */
public final class FakeChannel implements CommandChannel {

    private final CommandRequest request;
    private final StringBuilder output = new StringBuilder();
    private final StringBuilder error = new StringBuilder();
    private final List<Integer> statuses = new ArrayList<>();
    private String input = "";

    public FakeChannel(CommandRequest request) {
        this.request = request;
    }

    public static FakeChannel calledWith(String... arguments) {
        return new FakeChannel(new CommandRequest(List.of(arguments), List.of(), "/tmp", 1, 0, 0, 0, 0, 0022, 0));
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

    /** Sets the caller's standard input. */
    public FakeChannel typing(String text) {
        input = text;
        return this;
    }

    @Override
    public byte[] readInput(int most) {
        return input.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void exit(int status) {
        statuses.add(status);
    }

    public String output() {
        return output.toString();
    }

    public String error() {
        return error.toString();
    }

    public List<Integer> statuses() {
        return statuses;
    }
}
