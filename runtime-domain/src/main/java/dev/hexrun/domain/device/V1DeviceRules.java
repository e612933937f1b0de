package dev.hexrun.domain.device;

import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.UnsupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Device rules in the form of the device controller of cgroup v1.
 *
 * <p>For a single access this rendering is exact. The kernel allows an access to read and write at once only if one
 * rule allows both, so a policy that allows them by two rules for different patterns is stricter here.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/devices.html">cgroup v1, "Device Whitelist
 *     Controller"</a>
 */
public final class V1DeviceRules {

    /** The file that lists the rules. */
    public static final String LIST = "devices.list";

    private static final String ALLOW = "devices.allow";
    private static final String DENY = "devices.deny";

    /** The line for every access to every device. */
    private static final String EVERYTHING = DevicePattern.ALL + " " + DeviceAccess.ALL;

    private final DeviceExceptions rules;

    private V1DeviceRules(DeviceExceptions rules) {
        this.rules = rules;
    }

    /**
     * Renders a policy.
     *
     * @param policy the policy
     * @return the rules
     * @throws UnsupportedException if a rule overlaps a preceding opposite rule with a wildcard without covering it: v1
     *     has no exception to an exception
     */
    public static V1DeviceRules of(DevicePolicy policy) {
        return new V1DeviceRules(DeviceExceptions.of(policy.rules(), true));
    }

    /**
     * Parses {@code devices.list}. The kernel does not list the exceptions of a cgroup that allows by default.
     *
     * @param list the content of the file
     * @return the rules
     * @throws ContainerException if a line has another form
     */
    public static V1DeviceRules parse(String list) {
        DeviceExceptions result = new DeviceExceptions();
        int from = 0;
        while (from < list.length()) {
            int newline = list.indexOf('\n', from);
            int end = newline < 0 ? list.length() : newline;
            String line = list.substring(from, end);
            if (line.equals(EVERYTHING)) {
                result.reset(true);
            } else if (!line.isEmpty()) {
                parseLine(line, result);
            }
            from = end + 1;
        }
        return new V1DeviceRules(result);
    }

    /** {@return whether no access to any device is denied} */
    public boolean allowsEverything() {
        return rules.allowsEverything();
    }

    /**
     * Returns the writes that replace these rules by others. There are as few as possible, since processes of a running
     * container may open devices in between.
     *
     * @param target the rules that apply after the writes
     * @return the writes in their order
     */
    public List<V1DeviceWrite> transitionTo(V1DeviceRules target) {
        List<V1DeviceWrite> writes = new ArrayList<>();
        boolean allow = target.rules.allowByDefault();
        Map<DevicePattern, DeviceAccess> required = target.rules.exceptions();
        Map<DevicePattern, DeviceAccess> old = rules.exceptions();
        if (allow || rules.allowByDefault()) {
            // The exceptions of a cgroup that allows by default cannot be read, so all rules are replaced.
            writes.add(new V1DeviceWrite(allow ? ALLOW : DENY, EVERYTHING));
            old = Map.of();
        }
        addDifference(old, required, allow ? ALLOW : DENY, writes);
        addDifference(required, old, allow ? DENY : ALLOW, writes);
        return writes;
    }

    /**
     * Returns whether the kernel has these rules, as far as it lists them.
     *
     * @param kernel the rules that {@link #parse} read
     * @return {@code true} if it has
     */
    public boolean matches(V1DeviceRules kernel) {
        return rules.allowByDefault() == kernel.rules.allowByDefault()
                && (rules.allowByDefault() || rules.exceptions().equals(kernel.rules.exceptions()));
    }

    /** Adds a write for each access that is in the first and not in the second. */
    private static void addDifference(
            Map<DevicePattern, DeviceAccess> first,
            Map<DevicePattern, DeviceAccess> second,
            String file,
            List<V1DeviceWrite> writes) {
        for (Map.Entry<DevicePattern, DeviceAccess> exception : first.entrySet()) {
            DeviceAccess access =
                    exception.getValue().minus(second.getOrDefault(exception.getKey(), DeviceAccess.NONE));
            if (!access.isEmpty()) {
                writes.add(new V1DeviceWrite(file, exception.getKey() + " " + access));
            }
        }
    }

    /** Parses a line such as {@code c 136:* rwm}. */
    private static void parseLine(String line, DeviceExceptions result) {
        int colon = line.indexOf(':');
        int space = line.indexOf(' ', colon + 1);
        char type = line.charAt(0);
        if ((type != 'b' && type != 'c') || line.indexOf(' ') != 1 || colon < 0 || space < 0) {
            throw unknownForm(line, null);
        }
        try {
            result.add(
                    new DevicePattern(
                            type == 'b' ? LinuxDeviceCgroupType.BLOCK : LinuxDeviceCgroupType.CHARACTER,
                            number(line.substring(2, colon)),
                            number(line.substring(colon + 1, space))),
                    DeviceAccess.of(line.substring(space + 1)));
        } catch (NumberFormatException e) {
            throw unknownForm(line, e);
        }
    }

    private static long number(String digits) {
        return digits.equals("*") ? DevicePattern.ANY : Long.parseLong(digits);
    }

    private static ContainerException unknownForm(String line, @Nullable Throwable cause) {
        return new ContainerException(LIST + ": unknown form of line \"" + line + '"', cause);
    }
}
