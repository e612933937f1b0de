package dev.hexrun.app.resource;

import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.MemoryPressure;
import java.time.Duration;
import java.util.Optional;

/**
 * A request for the events of a container.
 *
 * @param id the container
 * @param interval the time between statistics, greater than 0
 * @param pressure the level from which memory pressure is reported; empty to report none
 */
public record WatchRequest(ContainerId id, Duration interval, Optional<MemoryPressure> pressure) {}
