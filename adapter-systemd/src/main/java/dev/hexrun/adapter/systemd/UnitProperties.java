package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.port.cgroup.CgroupRequest;
import java.util.ArrayList;
import java.util.List;

/** What a container's unit is started with. Limits follow when the container is ready for them. */
final class UnitProperties {

    private static final int OOM_POLICY_SINCE = 253;

    private UnitProperties() {}

    /**
     * Lists the properties.
     *
     * @param place the unit
     * @param request the request it came from
     * @param resources the limits
     * @param unified whether the host has v2 alone
     * @param version systemd's
     * @param pid the process that a scope begins with
     */
    static List<Property> of(
            UnitPlace place, CgroupRequest request, LinuxResources resources, boolean unified, int version, int pid) {
        List<Property> properties = new ArrayList<>();
        properties.add(Property.of("Description", "container " + request.id()));
        if (place.isSlice()) {
            properties.add(new Property("Wants", Variant.strings(List.of(place.parent()))));
        } else {
            properties.add(Property.of("Slice", place.slice()));
            properties.add(Property.of("Delegate", true));
            properties.add(new Property("PIDs", new Variant("au", List.of((long) pid))));
            if (version >= OOM_POLICY_SINCE) {
                // Unless asked for, as without systemd: the kernel ends one process, and the container may go on.
                boolean group = resources
                        .unified()
                        .getOrDefault("memory.oom.group", "")
                        .strip()
                        .equals("1");
                properties.add(Property.of("OOMPolicy", group ? "kill" : "continue"));
            }
        }
        properties.add(Property.of("DefaultDependencies", false));
        // From the start: a controller that comes later does not know what came before.
        properties.add(Property.of("MemoryAccounting", true));
        properties.add(Property.of("CPUAccounting", true));
        properties.add(Property.of(unified ? "IOAccounting" : "BlockIOAccounting", true));
        properties.add(Property.of("TasksAccounting", true));
        properties.addAll(PropertyAnnotations.of(request.annotations()));
        return properties;
    }
}
