/**
 * The common part of both versions of cgroups: the paths of a container's cgroups, their files, and the operations on
 * trees of cgroups.
 *
 * <p>All access to the kernel goes through {@link dev.hexrun.cgroup.tree.CgroupFiles} and {@link
 * dev.hexrun.port.cgroup.CgroupTreeWalker}, so that the rest is tested without root.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
@NullMarked
package dev.hexrun.cgroup.tree;

import org.jspecify.annotations.NullMarked;
