/**
 * The counters of a cgroup (cgroup-v1/, cgroup-v2.rst, psi.rst), and the sources of events about memory. Reading and
 * parsing are separate, and no content of a kernel file makes a parser fail.
 */
@NullMarked
package dev.hexrun.cgroup.stats;

import org.jspecify.annotations.NullMarked;
