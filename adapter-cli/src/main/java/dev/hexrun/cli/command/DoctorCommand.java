package dev.hexrun.cli.command;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.doctor.DiagnoseHost;
import dev.hexrun.app.doctor.Diagnosis;
import dev.hexrun.cli.output.DoctorOutput;
import dev.hexrun.cli.output.TemplateOutput;
import dev.hexrun.cli.output.TerminalStyle;
import dev.hexrun.cli.template.Template;
import dev.hexrun.domain.json.JsonText;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import java.util.Optional;

/** {@code doctor}: uses no JSON adapter, since the command must work without one. */
public final class DoctorCommand implements Command {

    private final DiagnoseHost useCase;
    private final CommandChannel channel;
    private final CommandContext context;
    private final StateRoot root;
    private final AdaptersCommand.Installation home;

    @Inject
    DoctorCommand(
            DiagnoseHost useCase,
            CommandChannel channel,
            CommandContext context,
            StateRoot root,
            AdaptersCommand.Installation home) {
        this.useCase = useCase;
        this.channel = channel;
        this.context = context;
        this.root = root;
        this.home = home;
    }

    /** Prints the checks. The status is 1 if the caller cannot run containers. */
    @Override
    public int execute(Arguments arguments) {
        String word = arguments.text(Flags.REPORT_FORMAT).orElse("text");
        Optional<OutputFormat> format = OutputFormat.orTemplate(word, "text");
        Template template = format.isEmpty() ? Template.parse(word, DoctorOutput.FIELDS) : null;
        Diagnosis diagnosis = useCase.diagnose(home.path(), root.path());
        if (template != null) {
            channel.writeOutput(TemplateOutput.text(template, DoctorOutput.rows(diagnosis)));
        } else if (format.orElse(null) == OutputFormat.JSON) {
            channel.writeOutput(JsonText.of(DoctorOutput.document(diagnosis), 2) + "\n");
        } else {
            int columns = channel.request().columns();
            channel.writeOutput(DoctorOutput.text(diagnosis, columns, TerminalStyle.of(columns, context)));
        }
        return diagnosis.canRun() ? 0 : 1;
    }
}
