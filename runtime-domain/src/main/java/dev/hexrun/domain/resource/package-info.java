/**
 * What a limit of the configuration, which is written for cgroup v1, means on v2. Pure arithmetic that every cgroup
 * driver shares.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 */
@NullMarked
package dev.hexrun.domain.resource;

import org.jspecify.annotations.NullMarked;
