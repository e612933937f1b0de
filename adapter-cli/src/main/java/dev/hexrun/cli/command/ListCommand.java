package dev.hexrun.cli.command;

import dev.hexrun.app.ListContainers;
import dev.hexrun.app.ListContainers.Listing;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.cli.output.ListOutput;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.document.DocumentFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.nio.file.Files;

/** {@code list}: entries that are broken are told of on standard error, and are no failure. */
public final class ListCommand implements Command {

    private final ListContainers useCase;
    private final Provider<DocumentFormat> format;
    private final CommandChannel channel;
    private final StateRoot root;

    @Inject
    ListCommand(ListContainers useCase, Provider<DocumentFormat> format, CommandChannel channel, StateRoot root) {
        this.useCase = useCase;
        this.format = format;
        this.channel = channel;
        this.root = root;
    }

    @Override
    public int execute(Arguments arguments) {
        OutputFormat wanted = OutputFormat.of(arguments.text(Flags.LIST_FORMAT).orElse("table"), "table");
        if (root.origin() == StateRoot.Origin.FLAG && !Files.isDirectory(root.path())) {
            throw new ContainerException("--root " + root.path() + ": no such directory");
        }
        Listing listing = useCase.list();
        for (String broken : listing.broken()) {
            channel.writeError("hexrun: list: " + Printable.line(broken) + "\n");
        }
        if (arguments.isOn(Flags.QUIET)) {
            channel.writeOutput(ListOutput.ids(listing.containers()));
        } else {
            channel.writeOutput(
                    switch (wanted) {
                        case PLAIN -> ListOutput.table(listing.containers());
                        case JSON -> format.get().write(ListOutput.document(listing.containers()), 0) + "\n";
                    });
        }
        return 0;
    }
}
