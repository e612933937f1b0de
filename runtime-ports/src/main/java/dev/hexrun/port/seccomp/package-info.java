/** Compiling profiles of system calls to filters, {@code seccomp(2)}. */
@NullMarked
package dev.hexrun.port.seccomp;

import org.jspecify.annotations.NullMarked;
