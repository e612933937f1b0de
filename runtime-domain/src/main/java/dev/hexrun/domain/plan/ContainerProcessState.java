package dev.hexrun.domain.plan;

import dev.hexrun.domain.json.JsonText;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.json.JsonValue.JsonGap;
import dev.hexrun.domain.state.ContainerStatus;
import java.util.List;
import java.util.Optional;

/**
 * The state of a process that a seccomp listener receives together with the file descriptor (config-linux.md, "The
 * Container Process State").
 *
 * @param state the container's state
 * @param status the container's status
 * @param metadata {@code listenerMetadata} of the configuration
 */
record ContainerProcessState(HookState state, ContainerStatus status, Optional<String> metadata) {

    /** Returns the text, divided where the native program writes the pid of the process. */
    List<String> parts() {
        JsonValue.Builder document = new JsonValue.Builder()
                .put("ociVersion", state.ociVersion())
                .put("fds", JsonArray.ofStrings(List.of("seccompFd")))
                .put("pid", new JsonGap());
        if (metadata.isPresent() && !metadata.get().isEmpty()) {
            document.put("metadata", metadata.get());
        }
        return JsonText.parts(document.put("state", state.encode(status)).build());
    }
}
