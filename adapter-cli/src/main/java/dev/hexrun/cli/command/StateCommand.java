package dev.hexrun.cli.command;

import dev.hexrun.app.inspect.QueryState;
import dev.hexrun.cli.output.StateOutput;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;

/** {@code state}. */
public final class StateCommand implements Command {

    private final QueryState useCase;
    private final JsonFormat format;
    private final CommandChannel channel;

    @Inject
    StateCommand(QueryState useCase, JsonFormat format, CommandChannel channel) {
        this.useCase = useCase;
        this.format = format;
        this.channel = channel;
    }

    @Override
    public int execute(Arguments arguments) {
        ContainerId id = ContainerId.of(arguments.positionals().getFirst());
        channel.writeOutput(format.write(StateOutput.document(useCase.state(id)), 2) + "\n");
        return 0;
    }
}
