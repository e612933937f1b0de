/**
 * The systemd driver: a transient scope or slice for each container, so that systemd and the runtime do not write to the
 * same cgroups behind each other's back (systemd's {@code CGROUP_DELEGATION.md}, {@code org.freedesktop.systemd1(5)}).
 *
 * <p>What a unit is and which properties it gets is decided here; the messages go through {@link
 * dev.hexrun.adapter.systemd.bus.Bus}. Files of the kernel are the cgroupfs driver's, which is reached through its port.
 */
@NullMarked
package dev.hexrun.adapter.systemd;

import org.jspecify.annotations.NullMarked;
