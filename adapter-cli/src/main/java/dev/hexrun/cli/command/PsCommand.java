package dev.hexrun.cli.command;

import dev.hexrun.app.inspect.ListProcesses;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.domain.json.JsonText;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** {@code ps}. */
public final class PsCommand implements Command {

    private final ListProcesses useCase;
    private final CommandChannel channel;

    @Inject
    PsCommand(ListProcesses useCase, CommandChannel channel) {
        this.useCase = useCase;
        this.channel = channel;
    }

    @Override
    public int execute(Arguments arguments) {
        List<String> words = arguments.positionals();
        ContainerId id = ContainerId.of(words.getFirst());
        if (OutputFormat.of(arguments.text(Flags.LIST_FORMAT).orElse("table"), "table") == OutputFormat.JSON) {
            channel.writeOutput(json(useCase.pids(id)) + "\n");
        } else {
            List<String> lines = useCase.table(id, words.subList(1, words.size()));
            // Processes of a container choose their names, which may contain control characters.
            channel.writeOutput(Printable.text(String.join("\n", lines)) + "\n");
        }
        return 0;
    }

    private static String json(List<Integer> pids) {
        List<JsonValue> items = new ArrayList<>();
        for (int pid : pids) {
            items.add(new JsonValue.JsonInteger(pid));
        }
        return JsonText.of(new JsonValue.JsonArray(items));
    }
}
