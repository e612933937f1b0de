package dev.hexrun.app.lifecycle;

import dev.hexrun.domain.plan.LaunchContext;
import dev.hexrun.domain.state.ContainerId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a new container is made from.
 *
 * @param id its id
 * @param bundle the bundle's folder, absolute
 * @param pidFile where init's pid is written; absolute
 * @param options how its root and its keyring are made
 */
public record CreateRequest(ContainerId id, Path bundle, Optional<Path> pidFile, LaunchContext.Options options) {}
