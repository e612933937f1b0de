/** What the runtime remembers of a container from one command to the next, and how that is worded in {@code state.json}. */
@NullMarked
package dev.hexrun.app.record;

import org.jspecify.annotations.NullMarked;
