package dev.hexrun.domain.device;

import dev.hexrun.domain.failure.UnsupportedException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Device rules in the form of the kernel's device controller: a default for every device, and exceptions to it
 * (security/device_cgroup.c). Mutable while it is built.
 */
final class DeviceExceptions {

    private final Map<DevicePattern, DeviceAccess> exceptions = new LinkedHashMap<>();
    private boolean allowByDefault;

    /**
     * Reduces rules to a default and exceptions.
     *
     * @param rules the rules in their order
     * @param exact whether to refuse rules that need an exception to an exception; otherwise such a rule has no effect
     * @return the result
     * @throws UnsupportedException if {@code exact} and a rule overlaps a preceding opposite one without covering it
     */
    static DeviceExceptions of(List<DeviceRule> rules, boolean exact) {
        DeviceExceptions result = new DeviceExceptions();
        for (DeviceRule rule : rules) {
            if (rule.devices().matchesAll()) {
                result.reset(rule.allow());
            } else if (rule.allow() == result.allowByDefault) {
                result.remove(rule.devices(), rule.access(), exact);
            } else {
                result.add(rule.devices(), rule.access());
            }
        }
        return result;
    }

    boolean allowByDefault() {
        return allowByDefault;
    }

    /** Returns the exceptions: accesses that are denied if everything is allowed by default, and allowed otherwise. */
    Map<DevicePattern, DeviceAccess> exceptions() {
        return exceptions;
    }

    boolean allowsEverything() {
        return allowByDefault && exceptions.isEmpty();
    }

    void reset(boolean allow) {
        allowByDefault = allow;
        exceptions.clear();
    }

    void add(DevicePattern devices, DeviceAccess access) {
        exceptions.put(
                devices, exceptions.getOrDefault(devices, DeviceAccess.NONE).plus(access));
    }

    /**
     * Removes accesses from the exceptions that a pattern covers. The kernel itself only removes an exception for exactly the
     * same pattern, and ignores everything else without an error, which would leave a device open.
     */
    private void remove(DevicePattern devices, DeviceAccess access, boolean exact) {
        Iterator<Map.Entry<DevicePattern, DeviceAccess>> remaining =
                exceptions.entrySet().iterator();
        while (remaining.hasNext()) {
            Map.Entry<DevicePattern, DeviceAccess> exception = remaining.next();
            if (devices.covers(exception.getKey())) {
                exception.setValue(exception.getValue().minus(access));
                if (exception.getValue().isEmpty()) {
                    remaining.remove();
                }
            } else if (exact
                    && devices.overlaps(exception.getKey())
                    && !exception.getValue().and(access).isEmpty()) {
                throw UnsupportedException.field(
                        DevicePolicy.FIELD,
                        "cgroup v1 cannot " + (allowByDefault ? "allow " : "deny ") + devices + ' ' + access + " after "
                                + exception.getKey() + ' ' + exception.getValue() + " was "
                                + (allowByDefault ? "denied" : "allowed"));
            }
        }
    }
}
