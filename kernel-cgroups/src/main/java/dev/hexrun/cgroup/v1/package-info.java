/**
 * Cgroup v1: a tree for each controller, or for a few together; on a hybrid host also the tree of v2, in which a container
 * gets a cgroup of the same name without limits, as other runtimes do.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/">cgroup v1</a>
 */
@NullMarked
package dev.hexrun.cgroup.v1;

import org.jspecify.annotations.NullMarked;
