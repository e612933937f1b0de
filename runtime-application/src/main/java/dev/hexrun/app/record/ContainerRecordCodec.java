package dev.hexrun.app.record;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonBoolean;
import dev.hexrun.domain.json.JsonValue.JsonInteger;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.json.JsonValue.JsonString;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.cgroup.CgroupPaths;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An encoder and decoder of container records as JSON. {@code init_process_pid} and {@code cgroup_paths} are runc's
 * names, because monitoring tools read them. Decoding is strict: a record decides which processes are killed, so a
 * member that is missing, of the wrong type or out of range is an error and never a default. Unknown members are
 * ignored.
 */
final class ContainerRecordCodec {

    /**
     * The only version. Members were added to it since the first release; {@link #decode} names those that older
     * records lack.
     */
    private static final long VERSION = 1;

    private Map<String, String> lastAnnotations = Map.of();
    private @Nullable JsonValue encodedAnnotations;

    JsonObject encode(ContainerRecord record) {
        JsonValue.Builder document = new JsonValue.Builder()
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
                .put("cgroup_paths", record.cgroups().saved())
                .put("cgroup_ids", record.cgroupIds());
        if (record.separateConfiguration()) {
            document.put("separate_configuration", true);
        }
        if (!record.stateMembers().isEmpty()) {
            document.put("state_members", record.stateMembers());
        }
        return document.build();
    }

    /**
     * Decodes a record.
     *
     * @throws ContainerException if a member is missing, of the wrong type or out of range; the message begins with its
     *     JSON pointer
     */
    static ContainerRecord decode(ContainerId id, JsonValue document) {
        if (!(document instanceof JsonObject state)) {
            throw new ContainerException("must be an object");
        }
        Reader in = new Reader(state, true);
        if (in.integer("version", Long.MAX_VALUE) != VERSION) {
            throw new ContainerException("/version: must be " + VERSION + ", not " + state.longOrZero("version"));
        }
        if (!in.string("id").equals(id.value())) {
            throw new ContainerException("/id: must be " + id + ", not " + in.string("id"));
        }
        return in.record(id);
    }

    /**
     * Decodes the undamaged members: a damaged member is treated as absent, and so is a process without a start time.
     *
     * @return the record; empty if it is that of another container
     */
    static Optional<ContainerRecord> salvage(ContainerId id, JsonObject state) {
        if (state.get("id") instanceof JsonString other && !other.value().equals(id.value())) {
            return Optional.empty();
        }
        return Optional.of(new Reader(state, false).record(id));
    }

    /**
     * Encodes annotations once: there may be many, and a command writes the record several times with the same ones.
     */
    private JsonValue annotations(Map<String, String> annotations) {
        JsonValue known = encodedAnnotations;
        if (known != null && annotations.equals(lastAnnotations)) {
            return known;
        }
        Map<String, JsonValue> strings = new LinkedHashMap<>();
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            strings.put(annotation.getKey(), new JsonString(annotation.getValue()));
        }
        JsonValue encoded = new JsonObject(strings);
        lastAnnotations = annotations;
        encodedAnnotations = encoded;
        return encoded;
    }

    /** A reader of the members of a record. */
    private static final class Reader {

        private final JsonObject state;
        private final boolean strict;

        Reader(JsonObject state, boolean strict) {
            this.state = state;
            this.strict = strict;
        }

        ContainerRecord record(ContainerId id) {
            return ContainerRecord.builder()
                    .id(id)
                    .ociVersion(string("oci_version"))
                    .bundle(string("bundle"))
                    .rootfs(string("rootfs"))
                    .created(string("created"))
                    .annotations(strings("annotations"))
                    .phase(phase())
                    .creator(process("creator_pid", "creator_start"))
                    .init(process("init_process_pid", "init_process_start"))
                    .cgroups(CgroupPaths.of(string("cgroup_driver"), strings("cgroup_paths")))
                    .cgroupIds(state.get("cgroup_ids") == null ? Map.of() : strings("cgroup_ids"))
                    .rootless(bool("rootless"))
                    .sharesPids(bool("shares_pids"))
                    .hooks(bool("hooks"))
                    .stateMembers(state.get("state_members") == null ? Map.of() : strings("state_members"))
                    .separateConfiguration(
                            state.get("separate_configuration") != null && bool("separate_configuration"))
                    .keyring(state.get("keyring") != null && bool("keyring"))
                    .build();
        }

        private ContainerRecord.Phase phase() {
            boolean complete = bool("complete");
            boolean cgroups = state.get("cgroups_made") != null && bool("cgroups_made");
            if (complete) {
                return ContainerRecord.Phase.CREATED;
            }
            return cgroups ? ContainerRecord.Phase.CREATING : ContainerRecord.Phase.RESERVED;
        }

        private ProcessId process(String pid, String startTime) {
            ProcessId process =
                    new ProcessId((int) integer(pid, Integer.MAX_VALUE), integer(startTime, Long.MAX_VALUE));
            // Without its start time, a pid may be that of any process by now.
            return strict || process.startTime() != 0 ? process : ProcessId.NONE;
        }

        private String string(String name) {
            if (state.get(name) instanceof JsonString string) {
                return string.value();
            }
            damaged("/" + name, "a string");
            return "";
        }

        private long integer(String name, long max) {
            if (state.get(name) instanceof JsonInteger integer && integer.value() >= 0 && integer.value() <= max) {
                return integer.value();
            }
            damaged("/" + name, "an integer from 0 to " + max);
            return 0;
        }

        private boolean bool(String name) {
            if (state.get(name) instanceof JsonBoolean bool) {
                return bool.value();
            }
            damaged("/" + name, "true or false");
            return false;
        }

        private Map<String, String> strings(String name) {
            if (!(state.get(name) instanceof JsonObject object)) {
                damaged("/" + name, "an object");
                return Map.of();
            }
            Map<String, String> strings = new LinkedHashMap<>();
            for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                if (member.getValue() instanceof JsonString string) {
                    strings.put(member.getKey(), string.value());
                } else {
                    damaged("/" + name + "/" + Problem.escape(member.getKey()), "a string");
                }
            }
            return strings;
        }

        private void damaged(String pointer, String expected) {
            if (strict) {
                throw new ContainerException(pointer + ": must be " + expected);
            }
        }
    }
}
