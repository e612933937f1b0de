package dev.hexrun.cli.command;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.resource.ContainerUsage;
import dev.hexrun.app.resource.MeasureContainers;
import dev.hexrun.app.state.ContainerFilter;
import dev.hexrun.cli.output.TemplateOutput;
import dev.hexrun.cli.output.UsageOutput;
import dev.hexrun.cli.template.RowOrder;
import dev.hexrun.cli.template.Template;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code stats}. */
public final class StatsCommand implements Command {

    private static final int STANDARD_OUTPUT = 1;

    /** The width of a terminal that does not report it. */
    private static final int DEFAULT_COLUMNS = 80;

    /** The maximum time before the first table: CPU usage is the difference of two measurements. */
    private static final Duration MAX_INITIAL_DELAY = Duration.ofSeconds(1);

    private final MeasureContainers useCase;
    private final Provider<JsonFormat> format;
    private final CommandChannel channel;
    private final CommandContext context;
    private final Adapters adapters;

    @Inject
    StatsCommand(
            MeasureContainers useCase,
            Provider<JsonFormat> format,
            CommandChannel channel,
            CommandContext context,
            Adapters adapters) {
        this.useCase = useCase;
        this.format = format;
        this.channel = channel;
        this.context = context;
        this.adapters = adapters;
    }

    @Override
    public int execute(Arguments arguments) {
        String word = arguments.text(Flags.ROW_FORMAT).orElse("table");
        Optional<OutputFormat> outputFormat = OutputFormat.orTemplate(word, "table");
        Optional<Template> template =
                outputFormat.isEmpty() ? Optional.of(Template.parse(word, UsageOutput.FIELDS)) : Optional.empty();
        ContainerFilter filter = ContainerFilter.of(arguments.list(Flags.FILTER));
        Optional<String> sort = arguments.text(Flags.SORT);
        Optional<RowOrder> order =
                sort.isPresent() ? Optional.of(RowOrder.of(sort.get(), UsageOutput.SORTABLE)) : Optional.empty();
        Duration interval = GoDuration.of(Flags.STATS_INTERVAL, arguments);
        boolean once = arguments.isOn(Flags.NO_STREAM);
        List<ContainerId> ids = new ArrayList<>();
        for (String id : arguments.positionals()) {
            ids.add(ContainerId.of(id));
        }
        if (channel.isOfEngine() && !once) {
            // Would occupy a thread of the engine.
            channel.decline();
            return 0;
        }
        for (ContainerId id : ids) {
            require(id);
        }
        boolean json = outputFormat.orElse(null) == OutputFormat.JSON;
        boolean isTable = template.isPresent() ? template.get().isTable() : !json;
        boolean inPlace = isTable && !once && drawsOnTerminal();
        boolean noTrunc = arguments.isOn(Flags.NO_TRUNC);
        useCase.measure(ids, filter);
        if (!useCase.await(interval.compareTo(MAX_INITIAL_DELAY) < 0 ? interval : MAX_INITIAL_DELAY)) {
            return 0;
        }
        boolean first = true;
        while (true) {
            List<ContainerUsage> usages = useCase.measure(ids, filter);
            if (order.isPresent()) {
                usages = order.get().sorted(usages, UsageOutput::sortRow);
            }
            if (usages.isEmpty() && !ids.isEmpty() && !first) {
                return 0;
            }
            if (json) {
                channel.writeOutput(format.get().write(UsageOutput.document(usages), 0) + "\n");
            } else {
                int width = inPlace ? columns() : useCase.columns();
                String text = template.isPresent()
                        ? TemplateOutput.text(template.get(), rows(usages))
                        : UsageOutput.table(usages, width, noTrunc);
                channel.writeOutput(inPlace ? UsageOutput.inPlace(text, width, first) : text);
            }
            if (once || (usages.isEmpty() && !ids.isEmpty()) || !useCase.await(interval)) {
                return 0;
            }
            first = false;
        }
    }

    private static List<JsonObject> rows(List<ContainerUsage> usages) {
        List<JsonObject> rows = new ArrayList<>();
        for (ContainerUsage usage : usages) {
            rows.add(UsageOutput.row(usage));
        }
        return rows;
    }

    private void require(ContainerId id) {
        try {
            useCase.require(id);
        } catch (ContainerException e) {
            throw new ContainerFailure(id, e);
        }
    }

    private int columns() {
        int columns = useCase.columns();
        return columns == 0 ? DEFAULT_COLUMNS : columns;
    }

    private boolean drawsOnTerminal() {
        return !context.variable("TERM").orElse("dumb").equals("dumb")
                && adapters.host().processes().isTerminal(context.frontPid(), STANDARD_OUTPUT);
    }
}
