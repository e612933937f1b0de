/** D-Bus by libsystemd's {@code sd-bus(3)}, through JNA: the one place of this adapter that calls native code. */
@NullMarked
package dev.hexrun.adapter.systemd.sdbus;

import org.jspecify.annotations.NullMarked;
