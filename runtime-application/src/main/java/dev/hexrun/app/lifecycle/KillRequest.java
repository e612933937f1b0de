package dev.hexrun.app.lifecycle;

import dev.hexrun.domain.signal.Signal;
import dev.hexrun.domain.state.ContainerId;

/**
 * Which signal goes where.
 *
 * @param id the container
 * @param signal the signal
 * @param target who gets it
 */
public record KillRequest(ContainerId id, Signal signal, Target target) {

    /** Who gets the signal. */
    public enum Target {
        /** The container's first process. */
        INIT,
        /** Every process in the container's cgroup. */
        ALL
    }
}
