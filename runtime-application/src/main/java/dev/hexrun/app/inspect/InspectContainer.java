package dev.hexrun.app.inspect;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.CgroupOwnership;
import dev.hexrun.app.state.ContainerState;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.json.JsonValue.JsonString;
import dev.hexrun.domain.resource.LimitFile;
import dev.hexrun.domain.resource.ResourceField;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.HostFiles;
import dev.hexrun.port.host.MountInfo;
import dev.hexrun.port.host.ProcessStat;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The inspect use case: describes a container by its record, its configuration and the present state of the kernel. It
 * takes no lock and changes nothing. Everything whose size the container chooses is read up to a limit.
 */
public final class InspectContainer {

    private static final List<String> NAMESPACES = List.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts");

    private static final int MAX_PROCESSES = 1000;
    private static final int MAX_MOUNTS = 1000;
    private static final int MAX_COMMAND = 4096;
    private static final int MAX_FILE = 16 * 1024;
    private static final String RESOURCES = "/linux/resources";

    private final StateStore store;
    private final ContainerRecords records;
    private final ContainerStates states;
    private final CgroupDrivers drivers;
    private final CgroupOwnership ownership;
    private final JsonFormat format;
    private final Host host;

    /**
     * Creates the use case.
     *
     * @param store stores the configurations of containers
     * @param records the container records
     * @param states the container statuses
     * @param drivers the cgroup drivers, which list the processes of a cgroup
     * @param ownership decides whether those processes belong to the container
     * @param format parses the saved configuration
     * @param adapters provides the host
     */
    @Inject
    public InspectContainer(
            StateStore store,
            ContainerRecords records,
            ContainerStates states,
            CgroupDrivers drivers,
            CgroupOwnership ownership,
            JsonFormat format,
            Adapters adapters) {
        this.store = store;
        this.records = records;
        this.states = states;
        this.drivers = drivers;
        this.ownership = ownership;
        this.format = format;
        this.host = adapters.host();
    }

    /**
     * Describes a container.
     *
     * @param id the container
     * @return the description
     * @throws dev.hexrun.domain.state.NoSuchContainerException if the container does not exist
     */
    public Inspection inspect(ContainerId id) {
        ContainerRecord record = records.get(id);
        List<String> notes = new ArrayList<>();
        Optional<JsonObject> configuration = document(id, ContainerRecords.CONFIGURATION, notes);
        Optional<JsonObject> updated = store.contains(id, ContainerRecords.RESOURCES)
                ? document(id, ContainerRecords.RESOURCES, notes)
                : Optional.empty();
        JsonObject resources = updated.or(() -> configuration.flatMap(InspectContainer::resources))
                .orElseGet(() -> new JsonObject(Map.of()));
        List<AppliedLimit> limits = limits(record, resources, notes);
        List<Integer> pids = pids(record, notes);
        int init = record.init().pid();
        List<InspectedNamespace> namespaces = new ArrayList<>();
        List<MountInfo> mounts = new ArrayList<>();
        Optional<ProcessSecurity> security = Optional.empty();
        List<InspectedProcess> processes = processes(pids);
        if (states.isAlive(record.init())) {
            namespaces.addAll(namespaces(init));
            mounts.addAll(host.mountsOf(init, MAX_MOUNTS));
            security = Optional.of(security(init));
            if (namespaces.isEmpty()) {
                notes.add("the namespaces of the init process cannot be read: permission denied");
            }
        }
        ContainerState state = states.state(record).withOwner(states.owner(id));
        if (state.status() == ContainerStatus.STOPPED) {
            // Another process may have the pid of init by now.
            namespaces.clear();
            mounts.clear();
            security = Optional.empty();
        }
        if (pids.size() > processes.size() && pids.size() > MAX_PROCESSES) {
            notes.add("only the first " + MAX_PROCESSES + " of " + pids.size() + " processes are listed");
        }
        if (mounts.size() == MAX_MOUNTS) {
            notes.add("only the first " + MAX_MOUNTS + " mounts are listed");
        }
        return new Inspection(
                state, record, configuration, limits, processes, pids.size(), namespaces, mounts, security, notes);
    }

    private Optional<JsonObject> document(ContainerId id, String name, List<String> notes) {
        try {
            Optional<byte[]> text = store.load(id, name);
            if (text.isPresent() && format.read(text.get()) instanceof JsonObject object) {
                return Optional.of(object);
            }
            notes.add("the saved " + name + " is missing");
        } catch (ContainerException unreadable) {
            notes.add("the saved " + name + " cannot be read: " + unreadable.message());
        }
        return Optional.empty();
    }

    private static Optional<JsonObject> resources(JsonObject configuration) {
        return configuration.get("linux") instanceof JsonObject linux
                        && linux.get("resources") instanceof JsonObject resources
                ? Optional.of(resources)
                : Optional.empty();
    }

    private List<AppliedLimit> limits(ContainerRecord record, JsonObject resources, List<String> notes) {
        CgroupPaths paths = record.cgroups();
        List<AppliedLimit> limits = new ArrayList<>();
        if (paths.isEmpty()) {
            notes.add("the container has no cgroup: no limits are applied");
            return limits;
        }
        if (record.phase() == ContainerRecord.Phase.RESERVED || drivers.isReplaced(record)) {
            notes.add("the cgroups of the container no longer exist");
            return limits;
        }
        List<LimitFile> files = paths.isUnified()
                ? LimitFile.v2(pageSizes(resources), keys(resources.get("unified")))
                : LimitFile.v1(pageSizes(resources));
        Set<String> missing = new LinkedHashSet<>();
        for (LimitFile file : files) {
            Optional<String> directory = paths.isUnified()
                    ? Optional.of(paths.saved().getOrDefault(CgroupPaths.UNIFIED, ""))
                    : paths.controller(file.controller());
            Map<String, JsonValue> configured = configured(file, resources);
            if (directory.isEmpty()) {
                if (!configured.isEmpty()) {
                    missing.add(file.controller());
                }
                continue;
            }
            Path path = Path.of(directory.get(), file.file());
            String applied = host.files().read(path, MAX_FILE);
            if (!configured.isEmpty() || (host.files().kind(path) == HostFiles.Kind.FILE && !applied.isEmpty())) {
                limits.add(new AppliedLimit(path.toString(), applied, configured));
            }
        }
        if (!missing.isEmpty()) {
            notes.add("the container has no cgroup of the controllers " + String.join(", ", missing));
        }
        return limits;
    }

    /** Returns the values in the configuration that belong to a file. */
    private static Map<String, JsonValue> configured(LimitFile file, JsonObject resources) {
        Map<String, JsonValue> configured = new LinkedHashMap<>();
        for (ResourceField field : file.fields()) {
            if (field == ResourceField.UNIFIED) {
                continue;
            }
            JsonValue value = at(resources, field.pointer().substring(RESOURCES.length() + 1));
            boolean isEmpty = value == null
                    || value instanceof JsonValue.JsonNull
                    || (value instanceof JsonArray list && list.items().isEmpty())
                    || (value instanceof JsonObject object && object.members().isEmpty());
            if (!isEmpty && value != null) {
                configured.put(field.pointer(), value);
            }
        }
        if (resources.get("unified") instanceof JsonObject unified
                && unified.get(file.file()) instanceof JsonString text) {
            configured.put(ResourceField.UNIFIED.pointer() + "/" + file.file(), text);
        }
        return configured;
    }

    private static @Nullable JsonValue at(JsonObject object, String path) {
        int slash = path.indexOf('/');
        if (slash < 0) {
            return object.get(path);
        }
        return object.get(path.substring(0, slash)) instanceof JsonObject inner
                ? at(inner, path.substring(slash + 1))
                : null;
    }

    private static Set<String> pageSizes(JsonObject resources) {
        Set<String> sizes = new LinkedHashSet<>();
        if (resources.get("hugepageLimits") instanceof JsonArray limits) {
            for (JsonValue limit : limits.items()) {
                if (limit instanceof JsonObject object
                        && object.get("pageSize") instanceof JsonString size
                        && size.value().indexOf('/') < 0
                        && size.value().indexOf(0) < 0) {
                    sizes.add(size.value());
                }
            }
        }
        return sizes;
    }

    private static Set<String> keys(@Nullable JsonValue object) {
        return object instanceof JsonObject members ? new TreeMap<>(members.members()).keySet() : Set.of();
    }

    /** Returns the processes in the cgroups; without cgroups only init. */
    private List<Integer> pids(ContainerRecord record, List<String> notes) {
        List<Integer> init =
                states.isAlive(record.init()) ? List.of(record.init().pid()) : List.of();
        if (record.cgroups().isEmpty()) {
            if (!init.isEmpty()) {
                notes.add("the container has no cgroup that identifies its other processes");
            }
            return init;
        }
        try {
            List<Integer> pids = drivers.forContainer(record).processes();
            return pids.isEmpty() ? init : ownership.exclusive(record) ? pids : List.of();
        } catch (ContainerException unreadable) {
            notes.add("the processes cannot be listed: " + unreadable.message());
            return init;
        }
    }

    private List<InspectedProcess> processes(List<Integer> pids) {
        List<InspectedProcess> processes = new ArrayList<>();
        for (int pid : pids.subList(0, Math.min(pids.size(), MAX_PROCESSES))) {
            Optional<ProcessStat> stat = host.processes().find(pid);
            if (stat.isPresent()) {
                String command = host.files()
                        .read(file(pid, "cmdline"), MAX_COMMAND)
                        .replace('\0', ' ')
                        .strip();
                processes.add(new InspectedProcess(
                        pid,
                        stat.get().parent(),
                        stat.get().state(),
                        command.isEmpty() ? "[" + stat.get().command() + "]" : command));
            }
        }
        return processes;
    }

    private List<InspectedNamespace> namespaces(int pid) {
        List<InspectedNamespace> namespaces = new ArrayList<>();
        for (String type : NAMESPACES) {
            Optional<String> id = host.files().linkTarget(file(pid, "ns/" + type));
            if (id.isPresent()) {
                Optional<String> own = host.files().linkTarget(Path.of("/proc/self/ns", type));
                namespaces.add(new InspectedNamespace(type, id.get(), id.equals(own)));
            }
        }
        return namespaces;
    }

    private ProcessSecurity security(int pid) {
        HostFiles files = host.files();
        return ProcessSecurity.parse(
                files.read(file(pid, "status"), MAX_FILE),
                files.read(file(pid, "attr/apparmor/current"), MAX_FILE),
                files.read(file(pid, "attr/current"), MAX_FILE));
    }

    private static Path file(int pid, String name) {
        return Path.of("/proc", Integer.toString(pid), name);
    }
}
