/**
 * The cgroup driver: creates, limits, observes and removes the control groups of containers (cgroups(7), config-linux.md
 * "Control groups").
 *
 * <p>To create a container, the runtime calls {@link CgroupDriver#resolve}, saves the paths, calls {@link CgroupDriver#create},
 * lets the first process join as {@link Cgroup#initJoin} says, and calls {@link Cgroup#apply} while that process waits. {@link
 * Cgroup#delete} may be called at any time, and more than once.
 */
@NullMarked
package dev.hexrun.port.cgroup;

import org.jspecify.annotations.NullMarked;
