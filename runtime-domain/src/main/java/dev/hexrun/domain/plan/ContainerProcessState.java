package dev.hexrun.domain.plan;

import dev.hexrun.domain.state.ContainerStatus;
import java.util.List;
import java.util.Optional;

/**
 * What a listener is told of the process whose calls it decides about (config-linux.md, "The Container Process State").
 *
 * @param state the container's state
 * @param status its status
 * @param metadata what the configuration has for the listener
 */
record ContainerProcessState(HookState state, ContainerStatus status, Optional<String> metadata) {

    /** The document as JSON, in parts; the pid of the process comes between each two. */
    List<String> parts() {
        StringBuilder head = new StringBuilder("{\"ociVersion\":");
        HookState.quote(head, state.ociVersion());
        head.append(",\"fds\":[\"seccompFd\"],\"pid\":");
        StringBuilder middle = new StringBuilder();
        if (metadata.isPresent() && !metadata.get().isEmpty()) {
            middle.append(",\"metadata\":");
            HookState.quote(middle, metadata.get());
        }
        middle.append(",\"state\":").append(state.beforePid(status));
        return state.pid() == HookState.PID_UNKNOWN
                ? List.of(head.toString(), middle.toString(), state.afterPid() + "}")
                : List.of(head.toString(), middle + "}");
    }
}
