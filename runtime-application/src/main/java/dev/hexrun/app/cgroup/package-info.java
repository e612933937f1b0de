/** The choice of a cgroup driver for a container. */
@NullMarked
package dev.hexrun.app.cgroup;

import org.jspecify.annotations.NullMarked;
