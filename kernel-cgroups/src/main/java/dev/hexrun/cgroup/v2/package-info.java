/**
 * Cgroup v2: one hierarchy, in which each cgroup enables controllers for its children.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 */
@NullMarked
package dev.hexrun.cgroup.v2;

import org.jspecify.annotations.NullMarked;
