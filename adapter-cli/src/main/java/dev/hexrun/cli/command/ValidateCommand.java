package dev.hexrun.cli.command;

import dev.hexrun.app.bundle.ValidateBundle;
import dev.hexrun.app.bundle.ValidationResult;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.lifecycle.CreateRequest;
import dev.hexrun.app.lifecycle.PlanContainer;
import dev.hexrun.app.policy.PolicyDecision;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.cli.output.ProblemsOutput;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code validate}: prints problems, which are its result, on standard output. */
public final class ValidateCommand implements Command {

    private final ValidateBundle useCase;
    private final Provider<PlanContainer> plan;
    private final CommandContext context;
    private final JsonFormat format;
    private final CommandChannel channel;

    @Inject
    ValidateCommand(
            ValidateBundle useCase,
            Provider<PlanContainer> plan,
            CommandContext context,
            JsonFormat format,
            CommandChannel channel) {
        this.useCase = useCase;
        this.plan = plan;
        this.context = context;
        this.format = format;
        this.channel = channel;
    }

    @Override
    public int execute(Arguments arguments) {
        OutputFormat outputFormat =
                OutputFormat.of(arguments.text(Flags.TEXT_FORMAT).orElse("text"), "text");
        Path bundle = CreateRequests.bundle(arguments, context);
        Optional<Path> file = CreateRequests.configuration(arguments, context);
        ValidationResult result = validate(bundle, file, arguments.isOn(Flags.HOST));
        if (result.problems().isEmpty()) {
            result = review(result, CreateRequests.of(arguments, context));
        }
        channel.writeOutput(
                switch (outputFormat) {
                    case PLAIN -> Printable.text(ProblemsOutput.text(result));
                    case JSON -> format.write(ProblemsOutput.document(result), 2) + "\n";
                });
        int count = result.problems().list().size();
        if (count > 0) {
            throw new ContainerException(file.orElse(bundle) + ": " + (count == 1 ? "1 problem" : count + " problems"));
        }
        return 0;
    }

    /** Adds the decisions of the policies, which see the whole plan and therefore only valid configurations. */
    private ValidationResult review(ValidationResult result, CreateRequest request) {
        List<Problem> problems = new ArrayList<>();
        List<Problem> warnings = new ArrayList<>(result.warnings().list());
        try {
            for (PolicyDecision decision : plan.get().decide(request)) {
                (decision.denies() ? problems : warnings).addAll(decision.explained());
            }
        } catch (InvalidConfigurationException e) {
            problems.addAll(e.problems().list());
        } catch (ContainerException e) {
            problems.add(new Problem("", "the policies cannot be asked: " + e.message()));
        }
        return new ValidationResult(new Problems(problems), new Problems(warnings));
    }

    /** Validates a bundle. A configuration that is missing or is not JSON is reported like other problems. */
    private ValidationResult validate(Path bundle, Optional<Path> file, boolean host) {
        try {
            return useCase.validate(bundle, file, host);
        } catch (InvalidConfigurationException e) {
            return new ValidationResult(e.problems(), new Problems(List.of()));
        }
    }
}
