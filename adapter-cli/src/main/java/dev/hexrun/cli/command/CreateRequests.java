package dev.hexrun.cli.command;

import dev.hexrun.app.CommandContext;
import dev.hexrun.app.CreateRequest;
import dev.hexrun.domain.plan.LaunchContext;
import dev.hexrun.domain.state.ContainerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads what {@code create}, {@code run} and {@code plan} have in common. */
final class CreateRequests {

    private static final String UNNAMED = "container";

    private CreateRequests() {}

    /** The container that is to be made; its id is {@code container} where the command does without one. */
    static CreateRequest of(Arguments arguments, CommandContext context) {
        List<String> ids = arguments.positionals();
        return new CreateRequest(
                ContainerId.of(ids.isEmpty() ? UNNAMED : ids.getFirst()),
                bundle(arguments, context),
                pidFile(arguments, context),
                new LaunchContext.Options(!arguments.isOn(Flags.NO_PIVOT), !arguments.isOn(Flags.NO_NEW_KEYRING)));
    }

    private static Optional<Path> pidFile(Arguments arguments, CommandContext context) {
        String given = arguments.text(Flags.PID_FILE).orElse("");
        return given.isEmpty() ? Optional.empty() : Optional.of(context.resolve(given));
    }

    /** The folder that {@code --bundle} names, by default the working directory. */
    static Path bundle(Arguments arguments, CommandContext context) {
        return context.resolve(arguments.text(Flags.BUNDLE).orElse("."));
    }
}
