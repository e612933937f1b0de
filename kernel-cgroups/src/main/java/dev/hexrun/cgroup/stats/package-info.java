/**
 * What the kernel has counted, read from the files of a cgroup (cgroup-v1/, cgroup-v2.rst, psi.rst), and how it tells of a
 * lack of memory. What reads is apart from what parses; nothing that a kernel may write makes a parser fail.
 */
@NullMarked
package dev.hexrun.cgroup.stats;

import org.jspecify.annotations.NullMarked;
