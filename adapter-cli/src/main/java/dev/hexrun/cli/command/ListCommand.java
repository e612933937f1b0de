package dev.hexrun.cli.command;

import dev.hexrun.app.inspect.ListContainers;
import dev.hexrun.app.state.ContainerFilter;
import dev.hexrun.app.state.ContainerState;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.cli.output.ListOutput;
import dev.hexrun.cli.output.StateOutput;
import dev.hexrun.cli.output.TemplateOutput;
import dev.hexrun.cli.template.RowOrder;
import dev.hexrun.cli.template.Template;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        String word = arguments.text(Flags.ROW_FORMAT).orElse("table");
        Optional<OutputFormat> outputFormat = OutputFormat.orTemplate(word, "table");
        if (root.origin() == StateRoot.Origin.FLAG && !Files.isDirectory(root.path())) {
            throw new ContainerException("--root " + root.path() + ": no such directory");
        }
        List<String> conditions = arguments.list(Flags.FILTER);
        String order = arguments.text(Flags.SORT).orElse("");
        Containers containers = conditions.isEmpty() && order.isEmpty()
                ? useCase::visit
                : selected(ContainerFilter.of(conditions), order);
        if (arguments.isOn(Flags.QUIET)) {
            if (conditions.isEmpty() && order.isEmpty()) {
                printIds();
            } else {
                printRows(Template.parse("{{.Id}}", ListOutput.FIELDS), containers);
            }
        } else if (outputFormat.isEmpty()) {
            printRows(Template.parse(word, ListOutput.FIELDS), containers);
        } else if (outputFormat.get() == OutputFormat.JSON) {
            printJson(containers);
        } else {
            printTable(arguments.isOn(Flags.NO_TRUNC), containers);
        }
        return 0;
    }

    /** Returns the containers that match a filter, in the order of a field. Only a sorted list is kept in memory. */
    private Containers selected(ContainerFilter filter, String order) {
        if (order.isEmpty()) {
            return visitor -> useCase.visit(filter, visitor);
        }
        RowOrder rows = RowOrder.of(order, ListOutput.SORTABLE);
        Instant now = clock.instant();
        return visitor -> {
            List<ContainerState> states = new ArrayList<>();
            useCase.visit(filter, new Printer() {
                @Override
                public void container(ContainerState state) {
                    states.add(state);
                }
            });
            for (ContainerState state : rows.sorted(states, each -> ListOutput.row(each, now))) {
                visitor.container(state);
            }
        };
    }

    private void printIds() {
        OutputBuffer out = new OutputBuffer(channel);
        for (ContainerId id : useCase.ids()) {
            out.append(id.value()).append("\n");
        }
        out.flush();
    }

    private void printTable(boolean noTrunc, Containers containers) {
        ListOutput table = new ListOutput(channel.request().columns(), noTrunc, clock.instant());
        containers.visit(new Printer() {
            @Override
            public void container(ContainerState state) {
                table.add(state);
            }
        });
        channel.writeOutput(table.text());
    }

    /** Prints an array of objects in the format of {@code state}, one at a time. */
    private void printJson(Containers containers) {
        OutputBuffer out = new OutputBuffer(channel).append("[");
        JsonFormat json = format.get();
        containers.visit(new Printer() {
            private String separator = "";

            @Override
            public void container(ContainerState state) {
                out.append(separator).append(json.write(StateOutput.document(state), 0));
                separator = ",";
            }
        });
        out.append("]\n").flush();
    }

    private void printRows(Template template, Containers containers) {
        Instant now = clock.instant();
        List<JsonObject> rows = new ArrayList<>();
        OutputBuffer out = new OutputBuffer(channel);
        containers.visit(new Printer() {
            @Override
            public void container(ContainerState state) {
                JsonObject row = ListOutput.row(state, now);
                if (template.isTable()) {
                    rows.add(row);
                } else {
                    out.append(template.line(row)).append("\n");
                }
            }
        });
        if (template.isTable()) {
            out.append(TemplateOutput.text(template, rows));
        }
        out.flush();
    }

    /** The containers to print. */
    private interface Containers {

        void visit(ListContainers.Visitor visitor);
    }

    private abstract class Printer implements ListContainers.Visitor {

        @Override
        public void broken(String reason) {
            channel.writeError("hexrun: list: " + Printable.line(reason) + "\n");
        }
    }
}
