package dev.hexrun.app.inspect;

import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.state.ContainerState;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.port.host.MountInfo;
import java.util.List;
import java.util.Optional;

/**
 * The description of a container: its saved record and configuration, and its present state in the kernel.
 *
 * @param state the state, with the owner
 * @param record the record
 * @param configuration the configuration that the container was created from; empty if it cannot be read
 * @param limits the limits in the files of its cgroups
 * @param processes its processes; only the first ones if there are very many
 * @param processCount the number of its processes
 * @param namespaces the namespaces of init; empty if it has exited
 * @param mounts the mounts in its mount namespace, in the kernel's order; only the first ones if there are very many
 * @param security the restrictions of init; empty if it has exited
 * @param notes what could not be read, and why
 */
public record Inspection(
        ContainerState state,
        ContainerRecord record,
        Optional<JsonObject> configuration,
        List<AppliedLimit> limits,
        List<InspectedProcess> processes,
        int processCount,
        List<InspectedNamespace> namespaces,
        List<MountInfo> mounts,
        Optional<ProcessSecurity> security,
        List<String> notes) {

    /** Copies the lists. */
    public Inspection {
        limits = List.copyOf(limits);
        processes = List.copyOf(processes);
        namespaces = List.copyOf(namespaces);
        mounts = List.copyOf(mounts);
        notes = List.copyOf(notes);
    }
}
