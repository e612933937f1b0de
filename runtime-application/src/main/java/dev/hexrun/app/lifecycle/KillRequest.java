package dev.hexrun.app.lifecycle;

import dev.hexrun.domain.signal.Signal;
import dev.hexrun.domain.state.ContainerId;

/**
 * A request to send a signal to a container.
 *
 * @param id the container
 * @param signal the signal
 * @param target the processes that receive the signal
 */
public record KillRequest(ContainerId id, Signal signal, Target target) {

    /** The processes that receive a signal. */
    public enum Target {
        /** The container's first process. */
        INIT,
        /** Every process in the container's cgroup. */
        ALL
    }
}
