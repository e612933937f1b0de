package dev.hexrun.app.exec;

import dev.hexrun.domain.plan.ProcessStreams;
import dev.hexrun.domain.state.ContainerId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which process is executed in a container, and how.
 *
 * @param id the container
 * @param processFile a file with the whole process, as {@code process} in config.json; without one the bundle's present
 *     {@code process} is taken and {@code changes} are made to it
 * @param changes what differs from the bundle; of a process from a file only the terminal, which it can switch on
 * @param detach whether to return once the program runs
 * @param ignorePaused whether a paused container is entered; the process then waits with the others
 * @param subgroups cgroups below the container's that the process goes to, from a controller, or {@code ""} for all, to a
 *     relative path
 * @param pidFile where the process's pid is written; absolute
 * @param streams what it gets from its caller, and the caller of it, besides the standard streams
 */
public record ExecRequest(
        ContainerId id,
        Optional<Path> processFile,
        ProcessChanges changes,
        boolean detach,
        boolean ignorePaused,
        Map<String, String> subgroups,
        Optional<Path> pidFile,
        ProcessStreams streams) {

    /** Keeps a copy of the map. */
    public ExecRequest {
        subgroups = Map.copyOf(subgroups);
    }
}
