/** Signals by name and number, {@code signal(7)}. */
@NullMarked
package dev.hexrun.domain.signal;

import org.jspecify.annotations.NullMarked;
