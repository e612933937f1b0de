/**
 * The devices that a container may use: the rules of its configuration with the defaults of every container, and their
 * renderings for the kernel's device controller of cgroup v1, for an eBPF program of cgroup v2, and for systemd.
 *
 * <p>The reference is {@link dev.hexrun.domain.device.DevicePolicy#permitted}: rules apply in order, and for each access
 * the last matching rule decides. Each rendering documents where it can only approximate that. Everything here is pure; facts
 * of the host come in as values.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#allowed-device-list">config-linux.md,
 *     "Allowed Device list"</a>
 */
@NullMarked
package dev.hexrun.domain.device;

import org.jspecify.annotations.NullMarked;
