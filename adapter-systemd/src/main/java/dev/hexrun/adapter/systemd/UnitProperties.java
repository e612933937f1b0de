package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import java.util.ArrayList;
import java.util.List;

/** The properties with which a container's unit is started. Limits are set later. */
final class UnitProperties {

    private static final int OOM_POLICY_SINCE = 253;

    private UnitProperties() {}

    /**
     * Returns the properties.
     *
     * @param resolved the request
     * @param resources the limits
     * @param version the version of systemd
     * @param pid the first process of a scope
     */
    static List<Property> of(ResolvedCgroup resolved, LinuxResources resources, int version, int pid) {
        CgroupRequest request = resolved.request();
        ContainerUnit unit = ContainerUnit.of(request, resolved.rootless());
        List<Property> properties = new ArrayList<>();
        properties.add(Property.of("Description", "container " + request.id()));
        if (unit.isSlice()) {
            properties.add(new Property("Wants", Variant.strings(List.of(unit.parent()))));
        } else {
            properties.add(Property.of("Slice", unit.slice()));
            properties.add(Property.of("Delegate", true));
            properties.add(new Property("PIDs", new Variant("au", List.of((long) pid))));
            if (version >= OOM_POLICY_SINCE) {
                // By default the OOM killer kills one process, and the container continues, as without systemd.
                boolean group = resources
                        .unified()
                        .getOrDefault("memory.oom.group", "")
                        .strip()
                        .equals("1");
                properties.add(Property.of("OOMPolicy", group ? "kill" : "continue"));
            }
        }
        properties.add(Property.of("DefaultDependencies", false));
        // Enabled from the start: a controller that is enabled later does not count earlier usage.
        properties.add(Property.of("MemoryAccounting", true));
        properties.add(Property.of("CPUAccounting", true));
        properties.add(Property.of(resolved.paths().isUnified() ? "IOAccounting" : "BlockIOAccounting", true));
        properties.add(Property.of("TasksAccounting", true));
        properties.addAll(PropertyAnnotations.of(request.annotations()));
        return properties;
    }
}
