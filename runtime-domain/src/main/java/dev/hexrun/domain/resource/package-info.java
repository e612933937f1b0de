/**
 * What limits of the configuration mean for the kernel: which value goes into which file of a cgroup of v1 or v2, and what
 * a change of limits comes to. Pure functions that every cgroup driver shares.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 */
@NullMarked
package dev.hexrun.domain.resource;

import org.jspecify.annotations.NullMarked;
