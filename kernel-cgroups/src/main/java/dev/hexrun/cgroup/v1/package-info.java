/**
 * Cgroup v1: a hierarchy for one or several controllers. On a hybrid host, a container also has a cgroup without limits
 * in the v2 hierarchy, as with other runtimes.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/">cgroup v1</a>
 */
@NullMarked
package dev.hexrun.cgroup.v1;

import org.jspecify.annotations.NullMarked;
