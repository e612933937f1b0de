/** The kernel's cgroup file systems, on which the cgroup drivers of this project are built. */
@NullMarked
package dev.hexrun.cgroup;

import org.jspecify.annotations.NullMarked;
