package dev.hexrun.cgroup.device;

import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import dev.hexrun.domain.failure.ContainerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One rule: what may, or may not, be done with some devices. Of several rules the last that speaks of an access counts.
 *
 * @param device the devices; empty for all there are, whatever their type
 * @param access bits of {@link Access}
 * @param allow whether it is allowed
 */
public record DeviceRule(Optional<Device> device, int access, boolean allow) {

    private static final String FIELD = "/linux/resources/devices";

    /**
     * Reads the rules of a container, and adds what every container may use, whatever its configuration says. That is
     * every runtime's practice, which images rely on: making any node, null, zero, full, random, urandom, tty, console,
     * terminals below {@code /dev/pts}, ptmx, and tun.
     *
     * @param configured {@code linux.resources.devices}
     * @return the rules in their order; before the first, everything is denied
     * @throws ContainerException if a rule has no access ({@code device access at N field cannot be empty})
     */
    public static List<DeviceRule> ofContainer(List<LinuxDeviceCgroup> configured) {
        List<DeviceRule> rules = new ArrayList<>(configured.size() + 12);
        for (int i = 0; i < configured.size(); i++) {
            rules.add(of(configured.get(i), i));
        }
        rules.add(allow(new Device('c', Device.ANY, Device.ANY), Access.MKNOD));
        rules.add(allow(new Device('b', Device.ANY, Device.ANY), Access.MKNOD));
        // Documentation/admin-guide/devices.txt
        rules.add(allow(new Device('c', 1, 3), Access.ALL)); // null
        rules.add(allow(new Device('c', 1, 5), Access.ALL)); // zero
        rules.add(allow(new Device('c', 1, 7), Access.ALL)); // full
        rules.add(allow(new Device('c', 1, 8), Access.ALL)); // random
        rules.add(allow(new Device('c', 1, 9), Access.ALL)); // urandom
        rules.add(allow(new Device('c', 5, 0), Access.ALL)); // tty
        rules.add(allow(new Device('c', 5, 1), Access.ALL)); // console
        rules.add(allow(new Device('c', 5, 2), Access.ALL)); // ptmx
        rules.add(allow(new Device('c', 136, Device.ANY), Access.ALL)); // pts
        rules.add(allow(new Device('c', 10, 200), Access.ALL)); // tun
        return rules;
    }

    private static DeviceRule of(LinuxDeviceCgroup rule, int index) {
        int access = Access.of(rule.access().orElse(""));
        if (access == 0) {
            throw new ContainerException(
                    FIELD + '/' + index + "/access: device access at " + index + " field cannot be empty");
        }
        if (rule.type() == LinuxDeviceCgroupType.ALL) {
            return new DeviceRule(Optional.empty(), Access.ALL, rule.allow());
        }
        char type = rule.type() == LinuxDeviceCgroupType.BLOCK ? 'b' : 'c';
        Device device =
                new Device(type, rule.major().orElse(Device.ANY), rule.minor().orElse(Device.ANY));
        return new DeviceRule(Optional.of(device), access, rule.allow());
    }

    private static DeviceRule allow(Device device, int access) {
        return new DeviceRule(Optional.of(device), access, true);
    }
}
