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
 * The readiness notification of a container's program, {@code sd_notify(3)}, to a service manager that has started the
 * command and has set {@code NOTIFY_SOCKET} to its socket.
 *
 * <p>The container sees a directory of the runtime as {@code /run/notify}. The command that starts the program binds
 * the socket in it, and the front process forwards the messages from that socket.
 */
public final class ServiceReadiness {

    private static final String VARIABLE = "NOTIFY_SOCKET";
    private static final String DIRECTORY = "notify";

    private final StateStore store;
    private final CommandContext context;

    /**
     * Creates the object.
     *
     * @param store locates the containers' directories
     * @param context the caller, which may be a service manager
     */
    @Inject
    public ServiceReadiness(StateStore store, CommandContext context) {
        this.store = store;
        this.context = context;
    }

    /**
     * Returns the directory for a new container's socket.
     *
     * @param id the container
     * @return the absolute path; empty if the caller does not wait for readiness
     */
    public Optional<String> directory(ContainerId id) {
        return hostSocket().isPresent() ? Optional.of(path(id)) : Optional.empty();
    }

    /**
     * Returns the step that binds the socket.
     *
     * @param id the container
     * @return the step; none if the caller of create did not wait for readiness, or this caller does not
     */
    public List<Step> bindSteps(ContainerId id) {
        return waits(id) ? List.of(new CallerStep.BindNotifySocket(NotifySocket.pathIn(path(id)))) : List.of();
    }

    /**
     * Returns the step that waits for the readiness of a process after the socket is bound.
     *
     * @param id the container
     * @param pid the process; 0 means init
     * @param startTime its start time in clock ticks since boot; 0 if the pid is 0
     * @return the step; none as for {@link #bindSteps}
     */
    public List<Step> awaitSteps(ContainerId id, int pid, long startTime) {
        return waits(id)
                ? List.of(new CallerStep.AwaitNotify(hostSocket().orElseThrow(), pid, startTime, false))
                : List.of();
    }

    /**
     * Returns the step that forwards readiness while the runtime waits for init's exit.
     *
     * @param id the container
     * @return the step; none as for {@link #bindSteps}
     */
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
