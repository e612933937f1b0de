package dev.hexrun.app.launch;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.domain.plan.NotifySocket;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * How a service manager that has started the command, and has named its socket in {@code NOTIFY_SOCKET}, learns that the
 * container's program is ready ({@code sd_notify(3)}).
 *
 * <p>The container sees a folder of ours as {@code /run/notify}. The socket in it is bound by the command that starts the
 * program; what comes in on it is passed on by the front.
 */
public final class ServiceReadiness {

    private static final String VARIABLE = "NOTIFY_SOCKET";
    private static final String DIRECTORY = "notify";

    private final StateStore store;
    private final CommandContext context;

    /**
     * Creates it.
     *
     * @param store where the containers' folders are
     * @param context the caller, which may be a service manager
     */
    @Inject
    public ServiceReadiness(StateStore store, CommandContext context) {
        this.store = store;
        this.context = context;
    }

    /** The folder that a new container gets, if the caller waits for its readiness. */
    public Optional<String> directory(ContainerId id) {
        return hostSocket().isPresent() ? Optional.of(path(id)) : Optional.empty();
    }

    /** Makes the folder, which everybody in the container may look into. */
    public void createDirectory(ContainerId id) {
        if (hostSocket().isEmpty()) {
            return;
        }
        store.createDirectory(id, DIRECTORY);
    }

    /** Binds the socket of a container that was created for a caller who waited already. */
    public List<Step> bindSteps(ContainerId id) {
        return waits(id) ? List.of(new CallerStep.BindNotifySocket(NotifySocket.pathIn(path(id)))) : List.of();
    }

    /** Waits for the readiness of a process, once the socket is bound; 0 for init. */
    public List<Step> awaitSteps(ContainerId id, int pid, long startTime) {
        return waits(id)
                ? List.of(new CallerStep.AwaitNotify(hostSocket().orElseThrow(), pid, startTime, false))
                : List.of();
    }

    /** Lets readiness be passed on while init's end is awaited. */
    public List<Step> relaySteps(ContainerId id) {
        return waits(id) ? List.of(new CallerStep.AwaitNotify(hostSocket().orElseThrow(), 0, 0, true)) : List.of();
    }

    private boolean waits(ContainerId id) {
        return hostSocket().isPresent() && store.contains(id, DIRECTORY);
    }

    private Optional<String> hostSocket() {
        return context.variable(VARIABLE);
    }

    private String path(ContainerId id) {
        return store.path(id, DIRECTORY);
    }
}
