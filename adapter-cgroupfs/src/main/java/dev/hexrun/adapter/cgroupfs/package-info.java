/** The cgroupfs driver, which uses only the kernel's files, on hosts with v1, v2, or both. */
@NullMarked
package dev.hexrun.adapter.cgroupfs;

import org.jspecify.annotations.NullMarked;
