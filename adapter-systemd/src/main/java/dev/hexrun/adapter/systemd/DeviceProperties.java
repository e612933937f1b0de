package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.device.DevicePolicy;
import dev.hexrun.domain.device.HostDevices;
import dev.hexrun.domain.device.SystemdDeviceRules;
import java.util.ArrayList;
import java.util.List;

/** Device rules as properties of a unit; {@link SystemdDeviceRules} documents how exact they are. */
final class DeviceProperties {

    private DeviceProperties() {}

    /**
     * Translates device rules to properties.
     *
     * @param rules the rules of the configuration; the method adds the defaults of every container
     * @param host the devices of the host
     * @param unified whether the host has cgroup v2 only
     * @param version the version of systemd
     */
    static List<Property> of(List<LinuxDeviceCgroup> rules, HostDevices host, boolean unified, int version) {
        SystemdDeviceRules rendered = SystemdDeviceRules.of(DevicePolicy.of(rules), host, unified, version);
        List<Property> properties = new ArrayList<>(3);
        properties.add(Property.of("DevicePolicy", rendered.policy()));
        // systemd appends to its list; an empty assignment clears it.
        properties.add(allow(List.of()));
        if (!rendered.allowed().isEmpty()) {
            List<Object> entries = new ArrayList<>();
            for (SystemdDeviceRules.Entry entry : rendered.allowed()) {
                entries.add(List.of(entry.devices(), entry.access()));
            }
            properties.add(allow(entries));
        }
        return properties;
    }

    private static Property allow(List<Object> entries) {
        return new Property("DeviceAllow", new Variant("a(ss)", entries));
    }
}
