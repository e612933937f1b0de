/**
 * What both versions of cgroups have in common: where the hierarchies are mounted, which directory a container gets, the
 * files in it, and how a tree of cgroups is listed and removed.
 *
 * <p>Everything that touches the kernel goes through {@link dev.hexrun.cgroup.tree.CgroupFiles}, so that the
 * rest is tested without root.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
@NullMarked
package dev.hexrun.cgroup.tree;

import org.jspecify.annotations.NullMarked;
