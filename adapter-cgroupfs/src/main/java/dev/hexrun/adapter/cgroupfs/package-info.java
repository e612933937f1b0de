/** The cgroupfs driver: cgroups by the kernel's files alone, on hosts with v1, v2, or both. */
@NullMarked
package dev.hexrun.adapter.cgroupfs;

import org.jspecify.annotations.NullMarked;
