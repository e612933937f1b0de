package dev.hexrun.cli.command;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.inspect.InspectContainer;
import dev.hexrun.app.inspect.Inspection;
import dev.hexrun.app.lifecycle.CreateRequest;
import dev.hexrun.app.lifecycle.PlanContainer;
import dev.hexrun.app.lifecycle.ReviewedPlan;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.cli.output.InspectOutput;
import dev.hexrun.cli.output.PlanOutput;
import dev.hexrun.cli.output.TemplateOutput;
import dev.hexrun.cli.output.TerminalStyle;
import dev.hexrun.cli.template.Template;
import dev.hexrun.domain.json.JsonText;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.json.JsonValue.JsonNull;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.plan.LaunchContext;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code inspect}: prints what it can read about each container, also if another one fails. */
public final class InspectCommand implements Command {

    private final InspectContainer useCase;
    private final Provider<PlanContainer> plans;
    private final SelectedContainers containers;
    private final CommandChannel channel;
    private final CommandContext context;
    private final InstantSource clock;
    private final StateRoot root;

    @Inject
    InspectCommand(
            InspectContainer useCase,
            Provider<PlanContainer> plans,
            SelectedContainers containers,
            CommandChannel channel,
            CommandContext context,
            InstantSource clock,
            StateRoot root) {
        this.useCase = useCase;
        this.plans = plans;
        this.containers = containers;
        this.channel = channel;
        this.context = context;
        this.clock = clock;
        this.root = root;
    }

    @Override
    public int execute(Arguments arguments) {
        String word = arguments.text(Flags.REPORT_FORMAT).orElse("text");
        Optional<OutputFormat> format = OutputFormat.orTemplate(word, "text");
        Template template = format.isEmpty() ? Template.parse(word, InspectOutput.FIELDS) : null;
        boolean plain = format.orElse(null) == OutputFormat.PLAIN;
        boolean withPlan = arguments.isOn(Flags.INSPECT_PLAN);
        int columns = arguments.isOn(Flags.NO_TRUNC) ? 0 : channel.request().columns();
        TerminalStyle style = TerminalStyle.of(channel.request().columns(), context);
        List<JsonObject> documents = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        try {
            containers.each("inspecting", arguments.positionals(), false, id -> {
                Inspection inspection = useCase.inspect(id);
                Optional<ReviewedPlan> plan = withPlan ? Optional.of(plan(id, inspection)) : Optional.empty();
                if (plain) {
                    text.append(text.isEmpty() ? "" : "\n");
                    text.append(InspectOutput.text(inspection, columns, style, clock.instant()));
                    if (plan.isPresent()) {
                        text.append("\nplan\n")
                                .append(Printable.text(PlanOutput.text(
                                        plan.get().plan(), plan.get().decisions())));
                    }
                } else {
                    documents.add(InspectOutput.document(inspection, document(plan)));
                }
            });
        } finally {
            // The containers that were found are printed also if another one fails.
            if (plain) {
                channel.writeOutput(text.toString());
            } else if (template != null) {
                channel.writeOutput(TemplateOutput.text(template, documents));
            } else {
                channel.writeOutput(JsonText.of(new JsonArray(List.copyOf(documents)), 2) + "\n");
            }
        }
        return 0;
    }

    private static JsonValue document(Optional<ReviewedPlan> plan) {
        return plan.isPresent()
                ? PlanOutput.document(plan.get().plan(), plan.get().decisions())
                : new JsonNull();
    }

    /**
     * Returns the plan that would create the container again from its bundle, as the bundle is now, or from its saved
     * configuration, if that was not the one in the bundle.
     */
    private ReviewedPlan plan(ContainerId id, Inspection inspection) {
        return plans.get()
                .plan(new CreateRequest(
                        id,
                        Path.of(inspection.record().bundle()),
                        inspection.record().separateConfiguration()
                                ? Optional.of(root.path().resolve(id.value()).resolve(ContainerRecords.CONFIGURATION))
                                : Optional.empty(),
                        Optional.empty(),
                        new LaunchContext.Options(true, inspection.record().keyring())));
    }
}
