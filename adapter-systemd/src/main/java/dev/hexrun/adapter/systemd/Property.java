package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Variant;

/**
 * A property of a unit.
 *
 * @param name its name on the bus, for example {@code CPUQuotaPerSecUSec}
 * @param value its value
 */
record Property(String name, Variant value) {

    /** systemd's "infinity", the greatest unsigned 64-bit number. */
    static final long INFINITY = -1;

    static Property of(String name, String value) {
        return new Property(name, Variant.string(value));
    }

    static Property of(String name, boolean value) {
        return new Property(name, Variant.bool(value));
    }

    static Property of(String name, long bits) {
        return new Property(name, Variant.unsigned(bits));
    }
}
