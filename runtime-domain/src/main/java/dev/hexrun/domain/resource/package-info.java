/**
 * The conversion of resource limits of the configuration to values for the files of cgroup v1 and v2, and updates of limits.
 * Pure functions that every cgroup driver uses.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 */
@NullMarked
package dev.hexrun.domain.resource;

import org.jspecify.annotations.NullMarked;
