/** The use of container extensions, whose changes to a launch are combined here. */
@NullMarked
package dev.hexrun.app.extension;

import org.jspecify.annotations.NullMarked;
