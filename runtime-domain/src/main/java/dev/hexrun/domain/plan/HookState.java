package dev.hexrun.domain.plan;

import dev.hexrun.domain.json.JsonText;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonGap;
import dev.hexrun.domain.json.JsonValue.JsonInteger;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The container state that hooks read from standard input (runtime.md, "State"). While a container is created, its pid
 * is known only when the hook runs, so the text is divided at that point, and the native program writes the pid between
 * the two parts.
 *
 * @param ociVersion the specification version of the configuration
 * @param id the container
 * @param bundle the bundle directory
 * @param annotations the configuration's annotations
 * @param pid the pid of init; 0 for a container that has stopped, {@link #PID_UNKNOWN} while it is created
 */
public record HookState(String ociVersion, ContainerId id, String bundle, Map<String, String> annotations, int pid) {

    /** The value for a pid that the native program inserts. */
    public static final int PID_UNKNOWN = -1;

    /** Copies the map. */
    public HookState {
        // Map.copyOf takes quadratic time for many similar names.
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** Returns the text of the state: two parts if the pid is unknown, else one. */
    List<String> parts(ContainerStatus status) {
        return JsonText.parts(encode(status));
    }

    /** Returns the state with a gap for the pid if that is unknown. Annotations are sorted by name. */
    JsonObject encode(ContainerStatus status) {
        JsonValue.Builder state = new JsonValue.Builder()
                .put("ociVersion", ociVersion)
                .put("id", id.value())
                .put("status", status.specName())
                .put("pid", pid == PID_UNKNOWN ? new JsonGap() : new JsonInteger(pid))
                .put("bundle", bundle);
        if (!annotations.isEmpty()) {
            Map<String, String> sorted = new LinkedHashMap<>();
            for (String name : annotations.keySet().stream().sorted().toList()) {
                sorted.put(name, annotations.getOrDefault(name, ""));
            }
            state.put("annotations", sorted);
        }
        return state.build();
    }
}
