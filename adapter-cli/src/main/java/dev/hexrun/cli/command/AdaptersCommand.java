package dev.hexrun.cli.command;

import dev.hexrun.app.inspect.ListAdapters;
import dev.hexrun.app.inspect.ListAdapters.Listing;
import dev.hexrun.app.inspect.TrainCache;
import dev.hexrun.cli.output.AdaptersOutput;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.util.Optional;

/** {@code adapters}: obtains the JSON adapter only if it is needed, since the command must work without one. */
public final class AdaptersCommand implements Command {

    private final ListAdapters useCase;
    private final Provider<JsonFormat> format;
    private final CommandChannel channel;
    private final Provider<TrainCache> training;
    private final Provider<Progress> progress;
    private final Installation home;

    @Inject
    AdaptersCommand(
            ListAdapters useCase,
            Provider<JsonFormat> format,
            CommandChannel channel,
            Provider<TrainCache> training,
            Provider<Progress> progress,
            Installation home) {
        this.useCase = useCase;
        this.format = format;
        this.channel = channel;
        this.training = training;
        this.progress = progress;
        this.home = home;
    }

    /** Prints the adapters. The status is 1 if an explicitly chosen adapter is missing or not usable. */
    @Override
    public int execute(Arguments arguments) {
        OutputFormat outputFormat =
                OutputFormat.of(arguments.text(Flags.LIST_FORMAT).orElse("table"), "table");
        if (arguments.isOn(Flags.TRAIN)) {
            return train();
        }
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

    private int train() {
        Optional<Path> installation = home.path();
        if (installation.isEmpty()) {
            throw new ContainerException("this installation has no start-up cache");
        }
        progress.get()
                .announce("training the start-up cache of " + installation.get() + ", which takes about a minute");
        training.get().train(installation.get().toString());
        channel.writeOutput("trained " + installation.get() + "/lib/hexrun.aot\n");
        return 0;
    }

    /**
     * The directory of the installation.
     *
     * @param path the path; empty if the command is not part of an installation
     */
    public record Installation(Optional<Path> path) {}
}
