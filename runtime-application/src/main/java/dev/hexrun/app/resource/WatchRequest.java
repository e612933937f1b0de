package dev.hexrun.app.resource;

import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.MemoryPressure;
import java.time.Duration;
import java.util.Optional;

/**
 * What to tell of a container.
 *
 * @param id the container
 * @param interval the time from one set of statistics to the next, greater than 0
 * @param pressure from which level on a shortage of memory is told of; empty: not at all
 */
public record WatchRequest(ContainerId id, Duration interval, Optional<MemoryPressure> pressure) {}
