/**
 * The cgroup driver: makes, fills, limits, observes and removes a container's control groups (cgroups(7),
 * config-linux.md "Control groups").
 *
 * <p>The use cases call {@code place}, save what it answers, and then {@code create}, {@code joinFirst}, {@code apply} in this
 * order from the runtime's own process while the container's waits; {@code delete} may come at any time, also twice.
 */
@NullMarked
package dev.hexrun.port.cgroup;

import org.jspecify.annotations.NullMarked;
