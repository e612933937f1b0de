/**
 * Cgroup v2: one tree, whose controllers are handed down from each cgroup to those below it.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 */
@NullMarked
package dev.hexrun.cgroup.v2;

import org.jspecify.annotations.NullMarked;
