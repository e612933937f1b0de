package dev.hexrun.cgroup.v1;

import dev.hexrun.cgroup.device.Access;
import dev.hexrun.cgroup.device.Device;
import dev.hexrun.cgroup.device.DeviceRule;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.UnsupportedException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a list of device rules amounts to, in the form in which cgroup v1 keeps it: everything or nothing is allowed, with
 * exceptions. A later rule wins over an earlier one.
 */
final class DeviceRules {

    private static final String FIELD = "/linux/resources/devices";
    private static final String ALLOW = "devices.allow";
    private static final String DENY = "devices.deny";

    /** How the controller writes every access to every device. */
    private static final String EVERYTHING = "a *:* rwm";

    private boolean allowing;
    private final Map<Device, Integer> exceptions = new LinkedHashMap<>();

    private DeviceRules(boolean allowing) {
        this.allowing = allowing;
    }

    /**
     * Works out what the rules of a container amount to, with those that every container has.
     *
     * @param rules {@code linux.resources.devices}
     * @return what they amount to
     * @throws ContainerException if a rule has no access ({@code device access at N field cannot be empty})
     * @throws UnsupportedException if a rule would cut a hole into an earlier one with a wildcard that it does not cover,
     *     which cgroup v1 cannot express
     */
    static DeviceRules ofContainer(List<LinuxDeviceCgroup> rules) {
        DeviceRules result = new DeviceRules(false);
        for (DeviceRule rule : DeviceRule.ofContainer(rules)) {
            if (rule.device().isEmpty()) {
                result.reset(rule.allow());
            } else {
                result.change(rule.device().get(), rule.access(), rule.allow());
            }
        }
        return result;
    }

    /**
     * Reads {@code devices.list} of cgroup v1. Of a cgroup that allows by default, the kernel does not tell the
     * exceptions.
     *
     * @param list the text
     * @return what it says
     * @throws ContainerException if it is of another form
     */
    static DeviceRules ofKernel(String list) {
        DeviceRules result = new DeviceRules(false);
        int from = 0;
        while (from < list.length()) {
            int newline = list.indexOf('\n', from);
            int end = newline < 0 ? list.length() : newline;
            String line = list.substring(from, end);
            if (line.equals(EVERYTHING)) {
                result.reset(true);
            } else if (!line.isEmpty()) {
                result.readException(line);
            }
            from = end + 1;
        }
        return result;
    }

    /**
     * Tells whether nothing is denied.
     *
     * @return {@code true} if there is nothing to enforce
     */
    boolean allowEverything() {
        return allowing && exceptions.isEmpty();
    }

    /**
     * Works out how to come from these rules to others with the fewest writes, so that a running container notices as
     * little as possible.
     *
     * @param target the rules that are to be
     * @return the writes, in their order
     */
    List<DeviceWrite> transitionTo(DeviceRules target) {
        List<DeviceWrite> writes = new ArrayList<>();
        Map<Device, Integer> old = exceptions;
        if (allowing || target.allowing) {
            // What a cgroup that allows by default denies cannot be read back, so one starts anew.
            writes.add(new DeviceWrite(target.allowing ? ALLOW : DENY, EVERYTHING));
            old = Map.of();
        }
        differences(old, target.exceptions, target.allowing ? ALLOW : DENY, writes);
        differences(target.exceptions, old, target.allowing ? DENY : ALLOW, writes);
        return writes;
    }

    /**
     * Tells whether the kernel has these rules, as far as it tells.
     *
     * @param kernel what {@link #ofKernel} read
     * @return {@code true} if it has
     */
    boolean sameAs(DeviceRules kernel) {
        return allowing == kernel.allowing && (allowing || exceptions.equals(kernel.exceptions));
    }

    /** Writes what the first has and the second has not. */
    private static void differences(
            Map<Device, Integer> first, Map<Device, Integer> second, String file, List<DeviceWrite> writes) {
        for (Map.Entry<Device, Integer> exception : first.entrySet()) {
            int access = exception.getValue() & ~second.getOrDefault(exception.getKey(), 0);
            if (access != 0) {
                writes.add(new DeviceWrite(file, exception.getKey() + " " + Access.letters(access)));
            }
        }
    }

    private void reset(boolean allow) {
        allowing = allow;
        exceptions.clear();
    }

    private void change(Device device, int access, boolean allow) {
        if (allow == allowing) {
            takeBack(device, access);
        } else {
            exceptions.put(device, exceptions.getOrDefault(device, 0) | access);
        }
    }

    /**
     * The kernel takes back what was said of the very same devices only. So what is within is taken back here; what is
     * not would be ignored without a word, and leave a device open that was to be closed.
     */
    private void takeBack(Device device, int access) {
        Iterator<Map.Entry<Device, Integer>> remaining = exceptions.entrySet().iterator();
        while (remaining.hasNext()) {
            Map.Entry<Device, Integer> exception = remaining.next();
            if (device.covers(exception.getKey())) {
                exception.setValue(exception.getValue() & ~access);
                if (exception.getValue() == 0) {
                    remaining.remove();
                }
            } else if (device.meets(exception.getKey()) && (exception.getValue() & access) != 0) {
                throw new UnsupportedException(
                        FIELD,
                        "cgroup v1 cannot " + (allowing ? "allow " : "deny ") + device + ' ' + Access.letters(access)
                                + " after " + exception.getKey() + ' ' + Access.letters(exception.getValue()) + " was "
                                + (allowing ? "denied" : "allowed"));
            }
        }
    }

    /** Takes a line such as {@code c 136:* rwm}. */
    private void readException(String line) {
        int colon = line.indexOf(':');
        int space = line.indexOf(' ', colon + 1);
        char type = line.charAt(0);
        if ((type != 'b' && type != 'c') || line.indexOf(' ') != 1 || colon < 0 || space < 0) {
            throw notUnderstood(line, null);
        }
        try {
            Device device =
                    new Device(type, number(line.substring(2, colon)), number(line.substring(colon + 1, space)));
            exceptions.put(device, exceptions.getOrDefault(device, 0) | Access.of(line.substring(space + 1)));
        } catch (NumberFormatException e) {
            throw notUnderstood(line, e);
        }
    }

    private static long number(String digits) {
        return digits.equals("*") ? Device.ANY : Long.parseLong(digits);
    }

    private static ContainerException notUnderstood(String line, @Nullable Throwable cause) {
        return new ContainerException("devices.list: not understood: " + line, cause);
    }
}
