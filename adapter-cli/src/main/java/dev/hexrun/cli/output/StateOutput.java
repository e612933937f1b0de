package dev.hexrun.cli.output;

import dev.hexrun.app.state.ContainerState;
import dev.hexrun.domain.json.JsonValue;
import java.util.Map;
import java.util.TreeMap;

/** The output of {@code state} (runtime.md, "State"). */
public final class StateOutput {

    private StateOutput() {}

    /**
     * Returns the state of a container as JSON. The annotations are sorted and are omitted if there are none.
     *
     * @param state the state
     * @return an object with its members in the order of runc, and then those of extensions
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
        document.put("owner", state.owner());
        for (Map.Entry<String, String> member : state.extra().entrySet()) {
            document.put(member.getKey(), member.getValue());
        }
        return document.build();
    }
}
