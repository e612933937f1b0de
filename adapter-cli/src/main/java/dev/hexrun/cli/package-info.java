/** The {@code hexrun} command: where a caller's command line meets the use cases. */
@NullMarked
package dev.hexrun.cli;

import org.jspecify.annotations.NullMarked;
