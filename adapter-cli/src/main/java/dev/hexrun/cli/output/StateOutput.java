package dev.hexrun.cli.output;

import dev.hexrun.app.state.ContainerState;
import dev.hexrun.port.json.JsonValue;
import java.util.TreeMap;

/** Prints the state of a container as tools read it (runtime.md, "State"). */
public final class StateOutput {

    private StateOutput() {}

    /**
     * Makes the document of a state. {@code annotations} are sorted, and left out if there are none.
     *
     * @param state the state
     * @return an object whose members stand in the order that runc prints them in
     */
    public static JsonValue document(ContainerState state) {
        JsonValue.Builder document = new JsonValue.Builder()
                .put("ociVersion", state.ociVersion())
                .put("id", state.id().value())
                .put("pid", state.pid())
                .put("status", state.status().specName())
                .put("bundle", state.bundle())
                .put("rootfs", state.rootfs())
                .put("created", state.created());
        if (!state.annotations().isEmpty()) {
            document.put("annotations", new TreeMap<>(state.annotations()));
        }
        return document.put("owner", state.owner()).build();
    }
}
