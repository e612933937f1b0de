/**
 * The port of cgroup drivers, which create, limit, observe and remove the control groups of containers (cgroups(7),
 * config-linux.md "Control groups"). Adapters implement {@link CgroupDriverProvider}, {@link CgroupDriver}, {@link
 * Cgroup}, {@link CgroupFreezer} and {@link CgroupMonitor}. The runtime implements {@link CgroupDriverContext} and
 * {@link CgroupTreeWalker}.
 *
 * <p>The runtime calls drivers in the JVM of a command, which is outside of the container. The steps that a driver
 * returns are executed by the native program: those of {@link Cgroup#initJoin} and {@link Cgroup#execJoin} by the
 * launcher, those of {@link Cgroup#enforcementSteps} by the front. The runtime calls the methods in this order:
 *
 * <ul>
 *   <li>{@code create} and {@code run} call {@link CgroupDriver#resolve}, save the paths, call {@link
 *       CgroupDriver#create}, save {@link Cgroup#identities}, and request the steps with {@link Cgroup#initJoin},
 *       {@link Cgroup#mountView} and {@link Cgroup#enforcementSteps}. While the plan is executed, they call the {@link
 *       CgroupJoin.Action}, if there is one, at {@code LAUNCHER_READY}, and {@link Cgroup#apply} at {@code
 *       ROOTFS_READY}. If a step fails, they call {@link Cgroup#delete}.
 *   <li>{@code plan} calls the same methods, but {@link CgroupDriver#open} instead of {@link CgroupDriver#create}, and
 *       executes no step. The cgroups do not exist.
 *   <li>All other commands call {@link CgroupDriver#open} with the saved paths: {@code exec} then calls {@link
 *       Cgroup#execJoin}, {@code update} calls {@link Cgroup#update}, {@code pause} and {@code resume} use {@link
 *       Cgroup#freezer}, {@code events} and {@code stats} use {@link Cgroup#monitor}.
 *   <li>{@link Cgroup#delete} may be called at any time, and more than once.
 * </ul>
 */
@NullMarked
package dev.hexrun.port.cgroup;

import org.jspecify.annotations.NullMarked;
