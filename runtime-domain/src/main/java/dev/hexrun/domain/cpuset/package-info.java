/** Sets of CPUs and memory nodes as the kernel writes them (cpuset(7)). */
@NullMarked
package dev.hexrun.domain.cpuset;

import org.jspecify.annotations.NullMarked;
