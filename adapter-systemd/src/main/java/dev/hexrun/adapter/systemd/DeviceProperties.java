package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import java.util.ArrayList;
import java.util.List;

/**
 * Device rules as systemd has them, {@code systemd.resource-control(5)}, "DeviceAllow=": what is allowed, and nothing of
 * what is denied among it. Where that does not suffice systemd allows more; what counts is what the kernel is told
 * afterwards. It has to allow no less, for where both are asked both have to agree.
 */
final class DeviceProperties {

    private static final long ANY = -1;
    private static final String ALL = "rwm";
    private static final long TERMINALS = 136;

    private final List<Entry> allowed = new ArrayList<>();
    private boolean everything;

    private DeviceProperties() {}

    /**
     * Translates rules.
     *
     * @param rules the container's; what every container may use is added
     * @param kernel the text of {@code /proc/devices}
     */
    static List<Property> of(List<LinuxDeviceCgroup> rules, String kernel) {
        DeviceProperties properties = new DeviceProperties();
        for (LinuxDeviceCgroup rule : rules) {
            properties.add(rule);
        }
        return properties.everything ? everyDevice() : properties.strict(kernel);
    }

    private static List<Property> everyDevice() {
        return List.of(Property.of("DevicePolicy", "auto"), list(List.of()));
    }

    private List<Property> strict(String kernel) {
        // Documentation/admin-guide/devices.txt
        allow('c', ANY, ANY, "m");
        allow('b', ANY, ANY, "m");
        allow('c', 1, 3, ALL); // null
        allow('c', 1, 5, ALL); // zero
        allow('c', 1, 7, ALL); // full
        allow('c', 1, 8, ALL); // random
        allow('c', 1, 9, ALL); // urandom
        allow('c', 5, 0, ALL); // tty
        allow('c', 5, 1, ALL); // console
        allow('c', 5, 2, ALL); // ptmx
        allow('c', TERMINALS, ANY, ALL);
        allow('c', 10, 200, ALL); // tun
        List<Object> entries = new ArrayList<>();
        for (Entry entry : allowed) {
            String devices = entry.devices(kernel);
            if (!devices.isEmpty()) {
                entries.add(List.of(devices, entry.access));
            }
        }
        // An empty list takes away what was allowed before.
        return List.of(Property.of("DevicePolicy", "strict"), list(List.of()), list(entries));
    }

    private static Property list(List<Object> entries) {
        return new Property("DeviceAllow", new Variant("a(ss)", entries));
    }

    private void add(LinuxDeviceCgroup rule) {
        String access = rule.access().orElse("");
        if (rule.type() == LinuxDeviceCgroupType.ALL) {
            allowed.clear();
            everything = rule.allow();
        } else if (!everything) {
            char type = rule.type() == LinuxDeviceCgroupType.BLOCK ? 'b' : 'c';
            long major = rule.major().orElse(ANY);
            long minor = rule.minor().orElse(ANY);
            if (rule.allow()) {
                allow(type, major, minor, access);
            } else {
                deny(type, major, minor, access);
            }
        }
    }

    private void allow(char type, long major, long minor, String access) {
        for (int i = 0; i < allowed.size(); i++) {
            Entry entry = allowed.get(i);
            if (entry.type == type && entry.major == major && entry.minor == minor) {
                allowed.set(i, entry.with(access));
                return;
            }
        }
        allowed.add(new Entry(type, major, minor, access));
    }

    private void deny(char type, long major, long minor, String access) {
        List<Entry> kept = new ArrayList<>();
        for (Entry entry : allowed) {
            boolean covered = entry.type == type
                    && (major == ANY || major == entry.major)
                    && (minor == ANY || minor == entry.minor);
            Entry left = covered ? entry.without(access) : entry;
            if (!left.access.isEmpty()) {
                kept.add(left);
            }
        }
        allowed.clear();
        allowed.addAll(kept);
    }

    /** Some devices, and what may be done with them. */
    private record Entry(char type, long major, long minor, String access) {

        Entry with(String more) {
            StringBuilder both = new StringBuilder(access);
            for (int i = 0; i < more.length(); i++) {
                if (access.indexOf(more.charAt(i)) < 0) {
                    both.append(more.charAt(i));
                }
            }
            return new Entry(type, major, minor, both.toString());
        }

        Entry without(String some) {
            StringBuilder left = new StringBuilder();
            for (int i = 0; i < access.length(); i++) {
                if (some.indexOf(access.charAt(i)) < 0) {
                    left.append(access.charAt(i));
                }
            }
            return new Entry(type, major, minor, left.toString());
        }

        /** In systemd's words; empty if it has none for them, which then nobody could use anyway. */
        String devices(String kernel) {
            String kind = type == 'b' ? "block" : "char";
            if (major == ANY) {
                // One minor number of every major one cannot be said: all of them are allowed here.
                return kind + "-*";
            }
            if (minor != ANY) {
                return "/dev/" + kind + "/" + major + ":" + minor;
            }
            String name = driver(kernel, type == 'b', major);
            return name.isEmpty() ? "" : kind + "-" + name;
        }
    }

    /** The name of a major number in {@code /proc/devices}, whose lines are {@code 136 pts}. */
    static String driver(String kernel, boolean block, long major) {
        boolean inBlock = false;
        int from = 0;
        while (from < kernel.length()) {
            int end = kernel.indexOf('\n', from);
            end = end < 0 ? kernel.length() : end;
            String line = kernel.substring(from, end).strip();
            from = end + 1;
            if (line.endsWith(":")) {
                inBlock = line.startsWith("Block");
            }
            int space = line.indexOf(' ');
            if (inBlock == block && space > 0 && line.substring(0, space).equals(Long.toString(major))) {
                return line.substring(space + 1).strip();
            }
        }
        return "";
    }
}
