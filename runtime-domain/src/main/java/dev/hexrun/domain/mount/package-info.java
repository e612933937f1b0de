/** Mount options and propagation, {@code mount(8)} and {@code mount_setattr(2)}. */
@NullMarked
package dev.hexrun.domain.mount;

import org.jspecify.annotations.NullMarked;
