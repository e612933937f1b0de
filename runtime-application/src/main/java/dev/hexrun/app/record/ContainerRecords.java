package dev.hexrun.app.record;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.json.JsonValue;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps container records as {@code state.json}. Names that third parties read there ({@code init_process_pid}, {@code
 * cgroup_paths}) are those of runc. Members that this version does not know are skipped, so that an older program reads
 * what a newer one wrote as long as {@code version} is the same.
 */
public final class ContainerRecords {

    /** The document that holds a record. */
    public static final String STATE = "state.json";

    /** The document that holds the configuration the container was created from. */
    public static final String CONFIGURATION = "config.json";

    /** The document that holds the limits as updates have left them; there is none before the first. */
    public static final String RESOURCES = "resources.json";

    private static final long VERSION = 1;

    private final StateStore store;
    private final JsonFormat format;
    private Map<String, String> lastAnnotations = Map.of();
    private @Nullable JsonValue annotationsDocument;

    /**
     * Creates the collection.
     *
     * @param store where the documents are
     * @param format how they are worded
     */
    @Inject
    public ContainerRecords(StateStore store, JsonFormat format) {
        this.store = store;
        this.format = format;
    }

    /**
     * Reads a record.
     *
     * @param id the container
     * @return its record
     * @throws NoSuchContainerException if there is none
     * @throws ContainerException if there is one that cannot be read
     */
    public ContainerRecord get(ContainerId id) {
        byte[] text = store.load(id, STATE).orElseThrow(() -> new NoSuchContainerException(id));
        JsonValue document;
        try {
            document = format.read(text);
        } catch (ContainerException broken) {
            throw new ContainerException("state of container " + id + ": " + broken.message(), broken);
        }
        if (!(document instanceof JsonValue.JsonObject state)) {
            throw new ContainerException("state of container " + id + ": not an object");
        }
        if (state.longOrZero("version") != VERSION) {
            throw new ContainerException(
                    "state of container " + id + ": version " + state.longOrZero("version") + " is not " + VERSION);
        }
        return read(id, state);
    }

    /**
     * Writes a record, whole or not at all.
     *
     * @param record the record
     */
    public void save(ContainerRecord record) {
        store.save(record.id(), STATE, format.write(write(record), 0).getBytes(StandardCharsets.UTF_8));
    }

    /** Annotations may be many, and a container's record is written several times with the same ones. */
    private JsonValue annotations(Map<String, String> annotations) {
        JsonValue known = annotationsDocument;
        if (known != null && annotations.equals(lastAnnotations)) {
            return known;
        }
        Map<String, JsonValue> texts = new LinkedHashMap<>();
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            texts.put(annotation.getKey(), new JsonValue.JsonString(annotation.getValue()));
        }
        JsonValue made = new JsonValue.JsonObject(texts);
        lastAnnotations = annotations;
        annotationsDocument = made;
        return made;
    }

    private JsonValue write(ContainerRecord record) {
        return new JsonValue.Builder()
                .put("version", VERSION)
                .put("id", record.id().value())
                .put("oci_version", record.ociVersion())
                .put("init_process_pid", record.init().pid())
                .put("init_process_start", record.init().startTime())
                .put("creator_pid", record.creator().pid())
                .put("creator_start", record.creator().startTime())
                .put("created", record.created())
                .put("cgroups_made", record.phase() != ContainerRecord.Phase.RESERVED)
                .put("complete", record.phase() == ContainerRecord.Phase.CREATED)
                .put("bundle", record.bundle())
                .put("rootfs", record.rootfs())
                .put("annotations", annotations(record.annotations()))
                .put("rootless", record.rootless())
                .put("shares_pids", record.sharesPids())
                .put("hooks", record.hooks())
                .put("keyring", record.keyring())
                .put("cgroup_driver", record.cgroups().driver())
                .put("cgroup_paths", record.cgroups().paths())
                .put("cgroup_ids", record.cgroupIds())
                .build();
    }

    private static ContainerRecord read(ContainerId id, JsonValue.JsonObject state) {
        return new ContainerRecord(
                id,
                state.stringOrEmpty("oci_version"),
                state.stringOrEmpty("bundle"),
                state.stringOrEmpty("rootfs"),
                state.stringOrEmpty("created"),
                texts(state, "annotations"),
                phase(state),
                new ProcessId((int) state.longOrZero("creator_pid"), state.longOrZero("creator_start")),
                new ProcessId((int) state.longOrZero("init_process_pid"), state.longOrZero("init_process_start")),
                new CgroupPaths(state.stringOrEmpty("cgroup_driver"), texts(state, "cgroup_paths")),
                texts(state, "cgroup_ids"),
                truth(state, "rootless"),
                truth(state, "shares_pids"),
                truth(state, "hooks"),
                truth(state, "keyring"));
    }

    private static ContainerRecord.Phase phase(JsonValue.JsonObject state) {
        if (truth(state, "complete")) {
            return ContainerRecord.Phase.CREATED;
        }
        return truth(state, "cgroups_made") ? ContainerRecord.Phase.CREATING : ContainerRecord.Phase.RESERVED;
    }

    private static boolean truth(JsonValue.JsonObject state, String name) {
        return state.get(name) instanceof JsonValue.JsonBoolean truth && truth.value();
    }

    private static Map<String, String> texts(JsonValue.JsonObject state, String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (state.get(name) instanceof JsonValue.JsonObject members) {
            for (String key : members.members().keySet()) {
                texts.put(key, members.stringOrEmpty(key));
            }
        }
        return texts;
    }
}
