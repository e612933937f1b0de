/**
 * The systemd driver: a transient scope or slice for each container, so that systemd and the runtime do not write to
 * the same cgroups without each other's knowledge (systemd's {@code CGROUP_DELEGATION.md}, {@code
 * org.freedesktop.systemd1(5)}).
 *
 * <p>This package determines the unit of a container and its properties. It sends messages through {@link
 * dev.hexrun.adapter.systemd.bus.Bus}, and accesses the kernel's files through {@link
 * dev.hexrun.cgroup.tree.KernelCgroups}.
 */
@NullMarked
package dev.hexrun.adapter.systemd;

import org.jspecify.annotations.NullMarked;
