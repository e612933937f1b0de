package dev.hexrun.domain.device;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The device controller of cgroup v1 as security/device_cgroup.c implements it, for a cgroup below one that allows everything.
 */
final class V1Controller {

    private final Map<DevicePattern, DeviceAccess> exceptions = new LinkedHashMap<>();
    private boolean allowByDefault = true;

    /** {@code devcgroup_update_access()}. */
    void write(List<V1DeviceWrite> writes) {
        for (V1DeviceWrite write : writes) {
            boolean allow = write.file().equals("devices.allow");
            if (write.value().startsWith("a")) {
                allowByDefault = allow;
                exceptions.clear();
                continue;
            }
            String[] fields = write.value().split("[ :]", -1);
            DevicePattern devices = fields[0].equals("b")
                    ? DevicePattern.block(number(fields[1]), number(fields[2]))
                    : DevicePattern.character(number(fields[1]), number(fields[2]));
            DeviceAccess access = DeviceAccess.of(fields[3]);
            DeviceAccess old = exceptions.getOrDefault(devices, DeviceAccess.NONE);
            // dev_exception_rm() finds exactly the same type and numbers only.
            DeviceAccess changed = allow == allowByDefault ? old.minus(access) : old.plus(access);
            if (changed.isEmpty()) {
                exceptions.remove(devices);
            } else {
                exceptions.put(devices, changed);
            }
        }
    }

    private static long number(String text) {
        return text.equals("*") ? DevicePattern.ANY : Long.parseLong(text);
    }

    /** {@code devcgroup_seq_show()}. */
    String list() {
        if (allowByDefault) {
            return "a *:* rwm\n";
        }
        StringBuilder list = new StringBuilder();
        exceptions.forEach((devices, access) ->
                list.append(devices).append(' ').append(access).append('\n'));
        return list.toString();
    }

    /** {@code devcgroup_legacy_check_permission()}. */
    boolean permits(DevicePattern device, DeviceAccess request) {
        for (Map.Entry<DevicePattern, DeviceAccess> exception : exceptions.entrySet()) {
            if (exception.getKey().covers(device)) {
                if (allowByDefault && !exception.getValue().and(request).isEmpty()) {
                    return false;
                }
                if (!allowByDefault && exception.getValue().containsAll(request)) {
                    return true;
                }
            }
        }
        return allowByDefault;
    }
}
