package dev.hexrun.cli.command;

import dev.hexrun.app.inspect.ListContainers;
import dev.hexrun.app.state.ContainerState;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.cli.output.ListOutput;
import dev.hexrun.cli.output.StateOutput;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.nio.file.Files;
import java.time.InstantSource;

/** {@code list}: reports damaged entries on standard error without failing. */
public final class ListCommand implements Command {

    private final ListContainers useCase;
    private final Provider<JsonFormat> format;
    private final CommandChannel channel;
    private final StateRoot root;
    private final InstantSource clock;

    @Inject
    ListCommand(
            ListContainers useCase,
            Provider<JsonFormat> format,
            CommandChannel channel,
            StateRoot root,
            InstantSource clock) {
        this.useCase = useCase;
        this.format = format;
        this.channel = channel;
        this.root = root;
        this.clock = clock;
    }

    @Override
    public int execute(Arguments arguments) {
        OutputFormat outputFormat =
                OutputFormat.of(arguments.text(Flags.LIST_FORMAT).orElse("table"), "table");
        if (root.origin() == StateRoot.Origin.FLAG && !Files.isDirectory(root.path())) {
            throw new ContainerException("--root " + root.path() + ": no such directory");
        }
        if (arguments.isOn(Flags.QUIET)) {
            printIds();
        } else if (outputFormat == OutputFormat.JSON) {
            printJson();
        } else {
            printTable(arguments.isOn(Flags.NO_TRUNC));
        }
        return 0;
    }

    private void printIds() {
        OutputBuffer out = new OutputBuffer(channel);
        for (ContainerId id : useCase.ids()) {
            out.append(id.value()).append("\n");
        }
        out.flush();
    }

    private void printTable(boolean noTrunc) {
        ListOutput table = new ListOutput(channel.request().columns(), noTrunc, clock.instant());
        useCase.visit(new Printer() {
            @Override
            public void container(ContainerState state) {
                table.add(state);
            }
        });
        channel.writeOutput(table.text());
    }

    /** Prints an array of objects in the format of {@code state}, one at a time. */
    private void printJson() {
        OutputBuffer out = new OutputBuffer(channel).append("[");
        JsonFormat json = format.get();
        useCase.visit(new Printer() {
            private String separator = "";

            @Override
            public void container(ContainerState state) {
                out.append(separator).append(json.write(StateOutput.document(state), 0));
                separator = ",";
            }
        });
        out.append("]\n").flush();
    }

    private abstract class Printer implements ListContainers.Visitor {

        @Override
        public void broken(String reason) {
            channel.writeError("hexrun: list: " + Printable.line(reason) + "\n");
        }
    }
}
