/** Kernel parameters, {@code sysctl(8)}. */
@NullMarked
package dev.hexrun.domain.sysctl;

import org.jspecify.annotations.NullMarked;
