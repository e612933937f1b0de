/** The port for compilers of seccomp profiles, {@code seccomp(2)}. */
@NullMarked
package dev.hexrun.port.seccomp;

import org.jspecify.annotations.NullMarked;
