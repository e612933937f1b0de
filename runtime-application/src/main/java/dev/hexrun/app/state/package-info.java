/** A container's status and the processes that belong to it, derived from its record and from the kernel. */
@NullMarked
package dev.hexrun.app.state;

import org.jspecify.annotations.NullMarked;
