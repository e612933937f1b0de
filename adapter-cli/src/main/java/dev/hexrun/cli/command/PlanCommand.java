package dev.hexrun.cli.command;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.lifecycle.CreateRequest;
import dev.hexrun.app.lifecycle.PlanContainer;
import dev.hexrun.app.lifecycle.ReviewedPlan;
import dev.hexrun.app.policy.PlanPolicies;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.cli.output.PlanDifference;
import dev.hexrun.cli.output.PlanOutput;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code plan}: prints the steps of {@code create}, or their difference from those of another bundle. */
public final class PlanCommand implements Command {

    private final PlanContainer useCase;
    private final CommandContext context;
    private final JsonFormat format;
    private final CommandChannel channel;

    @Inject
    PlanCommand(PlanContainer useCase, CommandContext context, JsonFormat format, CommandChannel channel) {
        this.useCase = useCase;
        this.context = context;
        this.format = format;
        this.channel = channel;
    }

    @Override
    public int execute(Arguments arguments) {
        OutputFormat outputFormat =
                OutputFormat.of(arguments.text(Flags.TEXT_FORMAT).orElse("text"), "text");
        CreateRequest request = CreateRequests.of(arguments, context);
        ReviewedPlan reviewed = useCase.plan(request);
        LaunchPlan plan = reviewed.plan();
        Optional<String> other = arguments.text(Flags.DIFF);
        if (other.isPresent()) {
            Path bundle = context.resolve(other.get());
            LaunchPlan second = useCase.plan(new CreateRequest(
                            request.id(), bundle, Optional.empty(), request.pidFile(), request.options()))
                    .plan();
            PlanDifference difference = PlanDifference.between(plan, real(request.bundle()), second, real(bundle));
            channel.writeOutput(
                    switch (outputFormat) {
                        case PLAIN -> Printable.text(difference.text());
                        case JSON -> format.write(difference.document(), 2) + "\n";
                    });
            return 0;
        }
        channel.writeOutput(
                switch (outputFormat) {
                    case PLAIN -> Printable.text(PlanOutput.text(plan, reviewed.decisions()));
                    case JSON -> format.write(PlanOutput.document(plan, reviewed.decisions()), 2) + "\n";
                });
        PlanPolicies.requireAllowed(reviewed.decisions());
        return 0;
    }

    /** Returns a bundle's path as plans have it. */
    private static Path real(Path bundle) {
        try {
            return bundle.toRealPath();
        } catch (IOException gone) {
            return bundle;
        }
    }
}
