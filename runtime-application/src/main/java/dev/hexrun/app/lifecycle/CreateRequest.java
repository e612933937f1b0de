package dev.hexrun.app.lifecycle;

import dev.hexrun.domain.plan.LaunchContext;
import dev.hexrun.domain.state.ContainerId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A request to create a container.
 *
 * @param id the id of the new container
 * @param bundle the absolute path of the bundle directory
 * @param configuration the absolute path of a configuration to use instead of the one in the bundle; empty to use that
 * @param pidFile the absolute path of the file to write init's pid to; empty to write none
 * @param options the options for the root file system, the session keyring and the streams
 */
public record CreateRequest(
        ContainerId id,
        Path bundle,
        Optional<Path> configuration,
        Optional<Path> pidFile,
        LaunchContext.Options options) {}
