/**
 * The ports to the caller of a command and to the native program that executes launch plans. The runtime calls them; the
 * adapter that owns the native program implements them.
 */
@NullMarked
package dev.hexrun.port.launch;

import org.jspecify.annotations.NullMarked;
