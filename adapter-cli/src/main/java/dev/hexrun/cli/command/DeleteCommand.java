package dev.hexrun.cli.command;

import dev.hexrun.app.lifecycle.DeleteContainer;
import dev.hexrun.app.lifecycle.DeleteRequest;
import dev.hexrun.app.lifecycle.DeleteRequest.Mode;
import dev.hexrun.app.record.ProcessId;
import dev.hexrun.cli.message.Log;
import dev.hexrun.domain.state.ContainerId;
import jakarta.inject.Inject;
import java.util.Optional;

/** {@code delete}. */
public final class DeleteCommand implements Command {

    private final DeleteContainer useCase;
    private final SelectedContainers containers;
    private final Log log;

    @Inject
    DeleteCommand(DeleteContainer useCase, SelectedContainers containers, Log log) {
        this.useCase = useCase;
        this.containers = containers;
        this.log = log;
    }

    @Override
    public int execute(Arguments arguments) {
        containers.each("deleting", arguments.positionals(), arguments.isOn(Flags.REGEX), id -> delete(id, arguments));
        return 0;
    }

    private void delete(ContainerId id, Arguments arguments) {
        Mode mode = arguments.isOn(Flags.FORCE) ? Mode.FORCE : Mode.STOPPED_ONLY;
        for (String warning : useCase.delete(new DeleteRequest(id, mode, firstProcess(arguments)))) {
            log.warning(warning);
        }
    }

    private static Optional<ProcessId> firstProcess(Arguments arguments) {
        Optional<String> process = arguments.text(Flags.FIRST_PROCESS);
        return process.isPresent() ? Optional.of(ProcessId.of(process.get())) : Optional.empty();
    }
}
