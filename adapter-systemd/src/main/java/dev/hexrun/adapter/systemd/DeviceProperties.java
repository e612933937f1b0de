package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Device rules as systemd has them, {@code systemd.resource-control(5)}, "DeviceAllow=": what is allowed. Of what is denied
 * among it, systemd has no words, and what it cannot be told exactly is told differently on v1 and v2.
 *
 * <p>On v2 systemd has a program of its own in the kernel, beside the one with the exact rules, and both have to agree: it
 * is told of no less than the rules allow. On v1 there is the one list, which systemd writes anew whenever it reads its
 * configuration again ({@code systemctl daemon-reload}), long after the exact rules were written: it is told of no more.
 */
final class DeviceProperties {

    private static final long ANY = -1;
    private static final String ALL = "rwm";

    /** NEWS of 240: {@code char-136}, and devices by path without a node to look at. */
    private static final int NUMBERS_SINCE = 240;

    private final HostDevices host;
    private final boolean unified;
    private final int version;
    private final List<Rule> allowed = new ArrayList<>();

    /** What came after everything was allowed. */
    private final List<Rule> exceptions = new ArrayList<>();

    private boolean everything;

    private DeviceProperties(HostDevices host, boolean unified, int version) {
        this.host = host;
        this.unified = unified;
        this.version = version;
    }

    /**
     * Translates rules.
     *
     * @param rules the container's; what every container may use is added
     * @param host the devices that there are
     * @param unified whether the host has v2 alone
     * @param version systemd's
     */
    static List<Property> of(List<LinuxDeviceCgroup> rules, HostDevices host, boolean unified, int version) {
        DeviceProperties properties = new DeviceProperties(host, unified, version);
        for (LinuxDeviceCgroup rule : rules) {
            properties.add(rule);
        }
        return properties.list();
    }

    private List<Property> list() {
        if (everything && (unified || exceptions.isEmpty())) {
            return List.of(Property.of("DevicePolicy", "auto"), list(List.of()));
        }
        if (everything) {
            allowAllBut();
        }
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
        allow('c', 136, ANY, ALL); // pts
        allow('c', 10, 200, ALL); // tun
        Map<String, String> access = new LinkedHashMap<>();
        for (Rule rule : allowed) {
            for (String devices : named(rule)) {
                access.merge(devices, rule.access, DeviceProperties::union);
            }
        }
        List<Object> entries = new ArrayList<>();
        for (Map.Entry<String, String> entry : access.entrySet()) {
            entries.add(List.of(entry.getKey(), entry.getValue()));
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
            exceptions.clear();
            everything = rule.allow();
            return;
        }
        char type = rule.type() == LinuxDeviceCgroupType.BLOCK ? 'b' : 'c';
        long major = rule.major().orElse(ANY);
        long minor = rule.minor().orElse(ANY);
        if (everything) {
            exceptions.add(new Rule(rule.allow(), type, major, minor, access));
        } else if (rule.allow()) {
            allow(type, major, minor, access);
        } else {
            deny(type, major, minor, access);
        }
    }

    private void allow(char type, long major, long minor, String access) {
        for (int i = 0; i < allowed.size(); i++) {
            Rule rule = allowed.get(i);
            if (rule.type == type && rule.major == major && rule.minor == minor) {
                allowed.set(i, rule.with(union(rule.access, access)));
                return;
            }
        }
        allowed.add(new Rule(true, type, major, minor, access));
    }

    private void deny(char type, long major, long minor, String access) {
        List<Rule> kept = new ArrayList<>();
        for (Rule rule : allowed) {
            boolean covered =
                    rule.type == type && (major == ANY || major == rule.major) && (minor == ANY || minor == rule.minor);
            Rule left = covered ? rule.with(without(rule.access, access)) : rule;
            if (!left.access.isEmpty()) {
                kept.add(left);
            }
        }
        allowed.clear();
        allowed.addAll(kept);
    }

    /** Allows what there is at present, less the exceptions: a number at a time, or each device of it. */
    private void allowAllBut() {
        for (boolean block : new boolean[] {false, true}) {
            char type = block ? 'b' : 'c';
            for (long major : majors(host.drivers(), block)) {
                if (exceptions.stream().noneMatch(rule -> rule.concerns(type, major) && rule.minor != ANY)) {
                    allowUnlessDenied(type, major, ANY);
                    continue;
                }
                String prefix = major + ":";
                for (String number : host.numbers(block)) {
                    if (number.startsWith(prefix)) {
                        allowUnlessDenied(type, major, Long.parseLong(number.substring(prefix.length())));
                    }
                }
            }
        }
    }

    private void allowUnlessDenied(char type, long major, long minor) {
        String access = ALL;
        for (Rule rule : exceptions) {
            if (rule.concerns(type, major) && (rule.minor == ANY || rule.minor == minor)) {
                access = rule.allow ? union(access, rule.access) : without(access, rule.access);
            }
        }
        if (!access.isEmpty()) {
            allow(type, major, minor, access);
        }
    }

    /** In systemd's words; nothing if it has none. */
    private List<String> named(Rule rule) {
        String kind = rule.type == 'b' ? "block" : "char";
        if (rule.major == ANY && (rule.minor == ANY || unified)) {
            // One minor number of every major one cannot be said.
            return List.of(kind + "-*");
        }
        List<String> names = new ArrayList<>(1);
        if (rule.minor != ANY) {
            Set<Long> majors = rule.major == ANY ? majors(host.drivers(), rule.type == 'b') : Set.of(rule.major);
            for (long major : majors) {
                String path = "/dev/" + kind + "/" + major + ":" + rule.minor;
                if (version >= NUMBERS_SINCE || host.hasNode(path)) {
                    names.add(path);
                }
            }
        } else if (version >= NUMBERS_SINCE) {
            // Also without a driver, which may come later.
            names.add(kind + "-" + rule.major);
        } else {
            String driver = driver(host.drivers(), rule.type == 'b', rule.major);
            if (!driver.isEmpty()) {
                names.add(kind + "-" + driver);
            }
        }
        return names;
    }

    private static String union(String some, String more) {
        StringBuilder both = new StringBuilder(some);
        for (int i = 0; i < more.length(); i++) {
            if (some.indexOf(more.charAt(i)) < 0) {
                both.append(more.charAt(i));
            }
        }
        return both.toString();
    }

    private static String without(String all, String some) {
        StringBuilder left = new StringBuilder();
        for (int i = 0; i < all.length(); i++) {
            if (some.indexOf(all.charAt(i)) < 0) {
                left.append(all.charAt(i));
            }
        }
        return left.toString();
    }

    /** Some devices, and what may or may not be done with them. */
    private record Rule(boolean allow, char type, long major, long minor, String access) {

        Rule with(String other) {
            return new Rule(allow, type, major, minor, other);
        }

        boolean concerns(char some, long number) {
            return type == some && (major == ANY || major == number);
        }
    }

    /** The name of a major number in {@code /proc/devices}, whose lines are {@code 136 pts}. */
    static String driver(String kernel, boolean block, long major) {
        String prefix = major + " ";
        for (String line : lines(kernel, block)) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length()).strip();
            }
        }
        return "";
    }

    /** The major numbers in {@code /proc/devices}. */
    static Set<Long> majors(String kernel, boolean block) {
        Set<Long> majors = new TreeSet<>();
        for (String line : lines(kernel, block)) {
            int space = line.indexOf(' ');
            String number = space < 0 ? "" : line.substring(0, space);
            if (!number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9') && number.length() < 10) {
                majors.add(Long.parseLong(number));
            }
        }
        return majors;
    }

    private static List<String> lines(String kernel, boolean block) {
        List<String> lines = new ArrayList<>();
        boolean inBlock = false;
        for (String text : kernel.split("\n", -1)) {
            String line = text.strip();
            if (line.endsWith(":")) {
                inBlock = line.startsWith("Block");
            } else if (inBlock == block && !line.isEmpty()) {
                lines.add(line);
            }
        }
        return lines;
    }
}
