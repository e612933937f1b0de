/**
 * Device rules, whatever enforces them: the controller of cgroup v1, or a program of type {@code
 * BPF_PROG_TYPE_CGROUP_DEVICE} on v2 (config-linux.md, "Allowed Device list").
 */
@NullMarked
package dev.hexrun.cgroup.device;

import org.jspecify.annotations.NullMarked;
