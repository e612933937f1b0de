/** Seccomp filters, {@code seccomp(2)}. */
@NullMarked
package dev.hexrun.domain.seccomp;

import org.jspecify.annotations.NullMarked;
