package dev.hexrun.cli.command;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.resource.ContainerUsage;
import dev.hexrun.app.resource.MeasureContainers;
import dev.hexrun.cli.output.UsageOutput;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
        OutputFormat outputFormat =
                OutputFormat.of(arguments.text(Flags.LIST_FORMAT).orElse("table"), "table");
        Duration interval = GoDuration.of(Flags.STATS_INTERVAL, arguments);
        boolean once = arguments.isOn(Flags.NO_STREAM);
        List<ContainerId> ids = new ArrayList<>();
        for (String word : arguments.positionals()) {
            ids.add(ContainerId.of(word));
        }
        for (ContainerId id : ids) {
            require(id);
        }
        boolean inPlace = outputFormat == OutputFormat.PLAIN && !once && drawsOnTerminal();
        boolean noTrunc = arguments.isOn(Flags.NO_TRUNC);
        useCase.measure(ids);
        if (!useCase.await(interval.compareTo(MAX_INITIAL_DELAY) < 0 ? interval : MAX_INITIAL_DELAY)) {
            return 0;
        }
        boolean first = true;
        while (true) {
            List<ContainerUsage> usages = useCase.measure(ids);
            if (usages.isEmpty() && !ids.isEmpty() && !first) {
                return 0;
            }
            channel.writeOutput(
                    outputFormat == OutputFormat.JSON
                            ? format.get().write(UsageOutput.document(usages), 0) + "\n"
                            : inPlace
                                    ? UsageOutput.inPlace(
                                            UsageOutput.table(usages, columns(), noTrunc), columns(), first)
                                    : UsageOutput.table(usages, useCase.columns(), noTrunc));
            if (once || (usages.isEmpty() && !ids.isEmpty()) || !useCase.await(interval)) {
                return 0;
            }
            first = false;
        }
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
