package dev.hexrun.cli.command;

import dev.hexrun.app.CommandContext;
import dev.hexrun.app.PlanContainer;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.cli.output.PlanOutput;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.port.document.DocumentFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;

/** {@code plan}: prints what {@code create} would do, and does nothing. */
public final class PlanCommand implements Command {

    private final PlanContainer useCase;
    private final CommandContext context;
    private final DocumentFormat format;
    private final CommandChannel channel;

    @Inject
    PlanCommand(PlanContainer useCase, CommandContext context, DocumentFormat format, CommandChannel channel) {
        this.useCase = useCase;
        this.context = context;
        this.format = format;
        this.channel = channel;
    }

    @Override
    public int execute(Arguments arguments) {
        OutputFormat wanted = OutputFormat.of(arguments.text(Flags.TEXT_FORMAT).orElse("text"), "text");
        LaunchPlan plan = useCase.plan(CreateRequests.of(arguments, context));
        channel.writeOutput(
                switch (wanted) {
                    case PLAIN -> Printable.text(PlanOutput.text(plan));
                    case JSON -> format.write(PlanOutput.document(plan), 2) + "\n";
                });
        return 0;
    }
}
