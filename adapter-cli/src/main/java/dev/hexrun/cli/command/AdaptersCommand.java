package dev.hexrun.cli.command;

import dev.hexrun.app.inspect.ListAdapters;
import dev.hexrun.cli.output.AdaptersOutput;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import jakarta.inject.Provider;

/** {@code adapters}: obtains the JSON adapter only if it is needed, since the command must work without one. */
public final class AdaptersCommand implements Command {

    private final ListAdapters useCase;
    private final Provider<JsonFormat> format;
    private final CommandChannel channel;

    @Inject
    AdaptersCommand(ListAdapters useCase, Provider<JsonFormat> format, CommandChannel channel) {
        this.useCase = useCase;
        this.format = format;
        this.channel = channel;
    }

    @Override
    public int execute(Arguments arguments) {
        OutputFormat outputFormat =
                OutputFormat.of(arguments.text(Flags.LIST_FORMAT).orElse("table"), "table");
        channel.writeOutput(
                switch (outputFormat) {
                    case PLAIN -> AdaptersOutput.table(useCase.list());
                    case JSON -> format.get().write(AdaptersOutput.document(useCase.list()), 2) + "\n";
                });
        return 0;
    }
}
