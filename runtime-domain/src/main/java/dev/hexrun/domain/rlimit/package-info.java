/** Resource limits of processes, {@code getrlimit(2)}. */
@NullMarked
package dev.hexrun.domain.rlimit;

import org.jspecify.annotations.NullMarked;
