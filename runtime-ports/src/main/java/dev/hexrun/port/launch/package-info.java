/**
 * How a command reaches the runtime, and how a launch plan reaches the kernel. The runtime calls; an adapter that owns
 * the native program implements.
 */
@NullMarked
package dev.hexrun.port.launch;

import org.jspecify.annotations.NullMarked;
