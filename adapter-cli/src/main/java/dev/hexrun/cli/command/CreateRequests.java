package dev.hexrun.cli.command;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.lifecycle.CreateRequest;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.LaunchContext;
import dev.hexrun.domain.plan.ProcessStreams;
import dev.hexrun.domain.state.ContainerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The requests of {@code create}, {@code run} and {@code plan}. */
final class CreateRequests {

    private static final String DEFAULT_ID = "container";

    private static final String CONFIGURATION = "config.json";

    private CreateRequests() {}

    /** Returns the request to create a container; without an id, which is optional for {@code plan}, it is {@code container}. */
    static CreateRequest of(Arguments arguments, CommandContext context) {
        List<String> ids = arguments.positionals();
        return new CreateRequest(
                ContainerId.of(ids.isEmpty() ? DEFAULT_ID : ids.getFirst()),
                bundle(arguments, context),
                configuration(arguments, context),
                pidFile(arguments, context),
                new LaunchContext.Options(
                        !arguments.isOn(Flags.NO_PIVOT),
                        !arguments.isOn(Flags.NO_NEW_KEYRING),
                        streams(arguments, context)));
    }

    /** Returns the descriptors to pass between the caller and the process; {@code exec} has the same flags. */
    static ProcessStreams streams(Arguments arguments, CommandContext context) {
        return new ProcessStreams(
                socket(arguments, Flags.CONSOLE_SOCKET, context),
                socket(arguments, Flags.PIDFD_SOCKET, context),
                context.listenDescriptors(),
                count(arguments, Flags.PRESERVE_FDS));
    }

    private static Optional<String> socket(Arguments arguments, FlagSpec flag, CommandContext context) {
        Optional<Path> path = path(arguments, flag, context);
        return path.isPresent() ? Optional.of(path.get().toString()) : Optional.empty();
    }

    private static int count(Arguments arguments, FlagSpec flag) {
        String value = arguments.text(flag).orElse("0");
        try {
            int count = Integer.parseInt(value);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new ContainerException("invalid " + flag.name() + ": " + value + ": must be a non-negative integer");
    }

    private static Optional<Path> pidFile(Arguments arguments, CommandContext context) {
        return path(arguments, Flags.PID_FILE, context);
    }

    private static Optional<Path> path(Arguments arguments, FlagSpec flag, CommandContext context) {
        String value = arguments.text(flag).orElse("");
        return value.isEmpty() ? Optional.empty() : Optional.of(context.resolve(value));
    }

    /**
     * Returns the configuration to use instead of the one in the bundle. As in crun, {@code config.json} is the one in the
     * bundle, and any other path is relative to the working directory.
     */
    static Optional<Path> configuration(Arguments arguments, CommandContext context) {
        String value = arguments.text(Flags.CONFIG).orElse("");
        return value.isEmpty() || value.equals(CONFIGURATION) ? Optional.empty() : Optional.of(context.resolve(value));
    }

    /** Returns the bundle directory, by default the working directory. */
    static Path bundle(Arguments arguments, CommandContext context) {
        return context.resolve(arguments.text(Flags.BUNDLE).orElse("."));
    }
}
