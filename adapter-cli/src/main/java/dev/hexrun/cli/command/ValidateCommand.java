package dev.hexrun.cli.command;

import dev.hexrun.app.bundle.ValidateBundle;
import dev.hexrun.app.bundle.ValidationResult;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.cli.output.ProblemsOutput;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;

/** {@code validate}: prints problems, which are its result, on standard output. */
public final class ValidateCommand implements Command {

    private final ValidateBundle useCase;
    private final CommandContext context;
    private final JsonFormat format;
    private final CommandChannel channel;

    @Inject
    ValidateCommand(ValidateBundle useCase, CommandContext context, JsonFormat format, CommandChannel channel) {
        this.useCase = useCase;
        this.context = context;
        this.format = format;
        this.channel = channel;
    }

    @Override
    public int execute(Arguments arguments) {
        OutputFormat outputFormat =
                OutputFormat.of(arguments.text(Flags.TEXT_FORMAT).orElse("text"), "text");
        Path bundle = CreateRequests.bundle(arguments, context);
        ValidationResult result = validate(bundle, arguments.isOn(Flags.HOST));
        channel.writeOutput(
                switch (outputFormat) {
                    case PLAIN -> Printable.text(ProblemsOutput.text(result));
                    case JSON -> format.write(ProblemsOutput.document(result), 2) + "\n";
                });
        int count = result.problems().list().size();
        if (count > 0) {
            throw new ContainerException(bundle + ": " + (count == 1 ? "1 problem" : count + " problems"));
        }
        return 0;
    }

    /** Validates a bundle. A configuration that is missing or is not JSON is reported like other problems. */
    private ValidationResult validate(Path bundle, boolean host) {
        try {
            return useCase.validate(bundle, host);
        } catch (InvalidConfigurationException e) {
            return new ValidationResult(e.problems(), new Problems(List.of()));
        }
    }
}
