package dev.hexrun.domain.device;

import dev.hexrun.domain.failure.UnsupportedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Device rules in the form of systemd, {@code systemd.resource-control(5)}: a policy and a list of allowed devices.
 * systemd cannot express exceptions to the list, so the list is an approximation, which depends on the version of
 * cgroups:
 *
 * <ul>
 *   <li>On v2 systemd attaches an eBPF program of its own in addition to the exact one, and the kernel requires that
 *       both allow an access. The list allows everything that the policy allows, and may allow more.
 *   <li>On v1 there is one list in the kernel, and systemd replaces the exact rules by its own when it reloads its
 *       configuration ({@code systemctl daemon-reload}). The list allows nothing that the policy denies, and may allow
 *       less.
 * </ul>
 *
 * @param policy the value of {@code DevicePolicy}: {@code strict}, or {@code auto} if everything is allowed
 * @param allowed the entries of {@code DeviceAllow}; empty if everything is allowed
 */
public record SystemdDeviceRules(String policy, List<Entry> allowed) {

    /** The version of systemd that introduced {@code char-136} and paths of devices without a node (NEWS, 240). */
    private static final int NUMBERS_SINCE = 240;

    /**
     * An entry of {@code DeviceAllow}.
     *
     * @param devices for example {@code /dev/char/1:3}, {@code char-136}, {@code char-pts} or {@code block-*}
     * @param access some of {@code rwm}
     */
    public record Entry(String devices, String access) {}

    /**
     * Renders a policy.
     *
     * @param policy the policy
     * @param host the devices of the host, which decide what older versions can express
     * @param unified whether the host has cgroup v2 only
     * @param version the version of systemd
     * @return the rules for systemd
     * @throws UnsupportedException on v1, if v1 cannot express the policy
     */
    public static SystemdDeviceRules of(DevicePolicy policy, HostDevices host, boolean unified, int version) {
        DeviceExceptions rules = DeviceExceptions.of(policy.rules(), !unified);
        if (rules.allowByDefault() && (unified || rules.allowsEverything())) {
            return new SystemdDeviceRules("auto", List.of());
        }
        Renderer renderer = new Renderer(host, unified, version);
        if (rules.allowByDefault()) {
            renderer.addPresentDevices(rules.exceptions());
            for (DeviceRule rule : DefaultDevices.rules()) {
                renderer.add(rule.devices(), rule.access());
            }
        } else {
            for (Map.Entry<DevicePattern, DeviceAccess> exception :
                    rules.exceptions().entrySet()) {
                renderer.add(exception.getKey(), exception.getValue());
            }
        }
        if (unified) {
            renderer.allowReadAndWriteAtOnce();
        }
        return new SystemdDeviceRules("strict", renderer.entries());
    }

    /** Collects allowed patterns in the forms that systemd has: a device, a major number, a type. */
    private static final class Renderer {

        private final boolean unified;
        private final int version;
        private final HostDevices host;
        private final Map<DevicePattern, DeviceAccess> allowed = new LinkedHashMap<>();

        /** The content of {@code /proc/devices}; empty until a rule needs it. */
        private String drivers = "";

        Renderer(HostDevices host, boolean unified, int version) {
            this.host = host;
            this.unified = unified;
            this.version = version;
        }

        private Map<Long, String> drivers(boolean block) {
            if (drivers.isEmpty()) {
                drivers = host.drivers();
            }
            return ProcDevices.drivers(drivers, block);
        }

        void add(DevicePattern devices, DeviceAccess access) {
            if (devices.major() != DevicePattern.ANY || devices.minor() == DevicePattern.ANY) {
                merge(devices, access);
            } else if (unified) {
                // systemd has no form for one minor number of every major number.
                merge(new DevicePattern(devices.type(), DevicePattern.ANY, DevicePattern.ANY), access);
            } else {
                for (long major : drivers(devices.isBlock()).keySet()) {
                    merge(new DevicePattern(devices.type(), major, devices.minor()), access);
                }
            }
        }

        private void merge(DevicePattern devices, DeviceAccess access) {
            allowed.put(
                    devices, allowed.getOrDefault(devices, DeviceAccess.NONE).plus(access));
        }

        /** Allows the present devices, without the exceptions: by major number where possible, otherwise one by one. */
        void addPresentDevices(Map<DevicePattern, DeviceAccess> denied) {
            for (boolean block : new boolean[] {false, true}) {
                List<String> numbers = host.numbers(block);
                for (long major : drivers(block).keySet()) {
                    DevicePattern all = block
                            ? DevicePattern.block(major, DevicePattern.ANY)
                            : DevicePattern.character(major, DevicePattern.ANY);
                    if (dependsOnMinor(all, denied)) {
                        addDevices(all, numbers, denied);
                    } else {
                        addUnlessDenied(all, denied);
                    }
                }
            }
        }

        private static boolean dependsOnMinor(DevicePattern major, Map<DevicePattern, DeviceAccess> denied) {
            for (DevicePattern exception : denied.keySet()) {
                if (exception.minor() != DevicePattern.ANY && exception.overlaps(major)) {
                    return true;
                }
            }
            return false;
        }

        private void addDevices(DevicePattern all, List<String> numbers, Map<DevicePattern, DeviceAccess> denied) {
            String prefix = all.major() + ":";
            for (String number : numbers) {
                if (number.startsWith(prefix)) {
                    long minor = Long.parseLong(number.substring(prefix.length()));
                    addUnlessDenied(new DevicePattern(all.type(), all.major(), minor), denied);
                }
            }
        }

        private void addUnlessDenied(DevicePattern devices, Map<DevicePattern, DeviceAccess> denied) {
            DeviceAccess access = DeviceAccess.ALL;
            for (Map.Entry<DevicePattern, DeviceAccess> exception : denied.entrySet()) {
                if (exception.getKey().covers(devices)) {
                    access = access.minus(exception.getValue());
                }
            }
            if (!access.isEmpty()) {
                merge(devices, access);
            }
        }

        /**
         * Adds to each entry the reading and writing that a wider entry allows: systemd's program allows to open a
         * device for both only if one entry has both.
         */
        void allowReadAndWriteAtOnce() {
            for (Map.Entry<DevicePattern, DeviceAccess> narrow : allowed.entrySet()) {
                for (Map.Entry<DevicePattern, DeviceAccess> wide : allowed.entrySet()) {
                    if (wide.getKey().covers(narrow.getKey())) {
                        narrow.setValue(narrow.getValue().plus(wide.getValue().and(DeviceAccess.READ_WRITE)));
                    }
                }
            }
        }

        List<Entry> entries() {
            Map<String, DeviceAccess> named = new LinkedHashMap<>();
            for (Map.Entry<DevicePattern, DeviceAccess> entry : allowed.entrySet()) {
                String name = name(entry.getKey());
                if (!name.isEmpty()) {
                    named.put(name, named.getOrDefault(name, DeviceAccess.NONE).plus(entry.getValue()));
                }
            }
            List<Entry> entries = new ArrayList<>(named.size());
            for (Map.Entry<String, DeviceAccess> entry : named.entrySet()) {
                entries.add(new Entry(entry.getKey(), entry.getValue().toString()));
            }
            return entries;
        }

        /** Returns systemd's name for a pattern; empty if this version has none. */
        private String name(DevicePattern devices) {
            String type = devices.isBlock() ? "block" : "char";
            if (devices.major() == DevicePattern.ANY) {
                return type + "-*";
            }
            if (devices.minor() != DevicePattern.ANY) {
                String path = "/dev/" + type + "/" + devices.major() + ":" + devices.minor();
                return version >= NUMBERS_SINCE || host.hasNode(path) ? path : "";
            }
            if (version >= NUMBERS_SINCE) {
                // Also without a driver, which may be loaded later.
                return type + "-" + devices.major();
            }
            String driver = drivers(devices.isBlock()).getOrDefault(devices.major(), "");
            return driver.isEmpty() ? "" : type + "-" + driver;
        }
    }
}
