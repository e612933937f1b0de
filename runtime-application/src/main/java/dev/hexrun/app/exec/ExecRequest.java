package dev.hexrun.app.exec;

import dev.hexrun.domain.plan.ProcessStreams;
import dev.hexrun.domain.state.ContainerId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A request to run a process in a container.
 *
 * @param id the container
 * @param processFile a file that describes the whole process, like {@code process} in config.json; if empty, {@code
 *     changes} are applied to the {@code process} of the bundle's current configuration
 * @param changes the differences from the bundle's process; for a process from a file only the terminal, which it can
 *     switch on
 * @param detach whether to return once the program runs
 * @param ignorePaused whether to start the process in a paused container too, where it stays frozen until resume
 * @param subgroups cgroups below the container's cgroup that the process joins: a relative path by controller, or by
 *     {@code ""} for all controllers
 * @param pidFile the absolute path of the file to write the process's pid to; empty to write none
 * @param streams the streams and descriptors, besides the standard streams, that the caller and the process pass to
 *     each other
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

    /** Copies the map. */
    public ExecRequest {
        subgroups = Map.copyOf(subgroups);
    }
}
