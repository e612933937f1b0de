package dev.hexrun.domain.device;

import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import dev.hexrun.domain.failure.ContainerException;
import java.util.ArrayList;
import java.util.List;

/**
 * The device rules of a container: those of its configuration, followed by the defaults. Before the first rule every access
 * is denied; after that, for each access to a device, the last matching rule decides.
 */
public final class DevicePolicy {

    /** The JSON pointer of the rules. */
    static final String FIELD = "/linux/resources/devices";

    private final List<DeviceRule> rules;

    private DevicePolicy(List<DeviceRule> rules) {
        this.rules = rules;
    }

    /**
     * Creates the policy of a container.
     *
     * @param configured {@code linux.resources.devices}
     * @return the policy
     * @throws ContainerException if a rule has no access ({@code device access at N field cannot be empty})
     */
    public static DevicePolicy of(List<LinuxDeviceCgroup> configured) {
        List<DeviceRule> rules = new ArrayList<>(configured.size() + 11);
        for (int i = 0; i < configured.size(); i++) {
            rules.add(rule(configured.get(i), i));
        }
        rules.addAll(DefaultDevices.rules());
        return new DevicePolicy(rules);
    }

    private static DeviceRule rule(LinuxDeviceCgroup rule, int index) {
        DeviceAccess access = DeviceAccess.of(rule.access().orElse(""));
        if (access.isEmpty()) {
            throw new ContainerException(
                    FIELD + '/' + index + "/access: device access at " + index + " field cannot be empty");
        }
        if (rule.type() == LinuxDeviceCgroupType.ALL) {
            // As in the kernel's controller, such a rule ignores the numbers and the access.
            return new DeviceRule(DevicePattern.ALL, DeviceAccess.ALL, rule.allow());
        }
        return new DeviceRule(
                new DevicePattern(
                        rule.type(),
                        rule.major().orElse(DevicePattern.ANY),
                        rule.minor().orElse(DevicePattern.ANY)),
                access,
                rule.allow());
    }

    /** {@return the rules in their order, the defaults last} */
    public List<DeviceRule> rules() {
        return List.copyOf(rules);
    }

    /** {@return whether no access to any device is denied, so that there is nothing to enforce} */
    public boolean allowsEverything() {
        return DeviceExceptions.of(rules, false).allowsEverything();
    }

    /**
     * Returns the accesses to a device, by the definition that every rendering is measured against.
     *
     * @param device the device, without wildcards
     * @return the accesses that are allowed
     */
    public DeviceAccess permitted(DevicePattern device) {
        DeviceAccess permitted = DeviceAccess.NONE;
        for (DeviceRule rule : rules) {
            if (rule.devices().covers(device)) {
                permitted = rule.allow() ? permitted.plus(rule.access()) : permitted.minus(rule.access());
            }
        }
        return permitted;
    }
}
