/** D-Bus through libsystemd's {@code sd-bus(3)} and JNA. Only this package of the adapter calls native code. */
@NullMarked
package dev.hexrun.adapter.systemd.sdbus;

import org.jspecify.annotations.NullMarked;
