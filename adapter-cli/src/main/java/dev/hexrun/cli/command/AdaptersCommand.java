package dev.hexrun.cli.command;

import dev.hexrun.app.inspect.ListAdapters;
import dev.hexrun.app.inspect.ListAdapters.Listing;
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

    /** Prints the adapters. The status is 1 if an explicitly chosen adapter is missing or not usable. */
    @Override
    public int execute(Arguments arguments) {
        OutputFormat outputFormat =
                OutputFormat.of(arguments.text(Flags.LIST_FORMAT).orElse("table"), "table");
        Listing listing = useCase.list();
        if (outputFormat == OutputFormat.JSON) {
            channel.writeOutput(format.get().write(AdaptersOutput.document(listing), 2) + "\n");
        } else if (arguments.isOn(Flags.VERBOSE)) {
            channel.writeOutput(AdaptersOutput.details(listing));
        } else {
            int columns = arguments.isOn(Flags.NO_TRUNC) ? 0 : channel.request().columns();
            channel.writeOutput(AdaptersOutput.table(listing, columns));
        }
        return listing.complete() ? 0 : 1;
    }
}
