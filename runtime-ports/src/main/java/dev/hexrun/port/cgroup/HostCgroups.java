package dev.hexrun.port.cgroup;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.MountInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cgroup hierarchies that are mounted on the host, from {@code /proc/self/mountinfo} and {@code /proc/self/cgroup}.
 *
 * @param v1 the v1 hierarchies; empty on a host with v2 only
 * @param v2 the v2 hierarchy; empty on a host without it
 */
public record HostCgroups(List<Hierarchy> v1, Optional<Hierarchy> v2) {

    /** The mount point on every distribution. */
    private static final String STANDARD = "/sys/fs/cgroup";

    /** The name of the additional v2 mount that systemd creates on a v1 host. */
    private static final String HYBRID = "/unified";

    private static final String NAMED = "name=";
    private static final String SYSTEMD = "name=systemd";

    /** Copies the list. */
    public HostCgroups {
        v1 = List.copyOf(v1);
    }

    /**
     * One mounted hierarchy.
     *
     * @param controllers v1: its controllers, and {@code name=systemd}; v2: empty
     * @param mountPoint the mount point
     * @param own the runtime's own cgroup in it, an absolute path; the mount point if the cgroup is not below that
     */
    public record Hierarchy(List<String> controllers, String mountPoint, String own) {

        /** Copies the list. */
        public Hierarchy {
            controllers = List.copyOf(controllers);
        }

        /**
         * Returns the last component of the mount point, which is the name of the hierarchy in a container.
         *
         * @return for example {@code cpu,cpuacct}
         */
        public String name() {
            return mountPoint.substring(mountPoint.lastIndexOf('/') + 1);
        }

        /**
         * Returns the parent of the runtime's own cgroup.
         *
         * @return its path; the mount point if the runtime is in that cgroup or in a child of it
         */
        public String parentOfOwn() {
            return own.equals(mountPoint) ? mountPoint : own.substring(0, own.lastIndexOf('/'));
        }
    }

    /**
     * Returns the hierarchies of a host.
     *
     * @param host the host
     * @return the hierarchies
     */
    public static HostCgroups of(Host host) {
        Map<String, String> own = own(host.ownCgroups());
        MountInfo standard = null;
        MountInfo hybrid = null;
        MountInfo first = null;
        Map<List<String>, MountInfo> legacy = new LinkedHashMap<>();
        for (MountInfo mount : host.mounts()) {
            if (mount.mountPoint().equals(STANDARD)) {
                // The last mount covers the earlier ones.
                standard = mount;
            }
            if (mount.type().equals("cgroup2")) {
                first = first == null ? mount : first;
                if (mount.mountPoint().endsWith(HYBRID) && (hybrid == null || replaces(mount, hybrid))) {
                    hybrid = mount;
                }
            } else if (mount.type().equals("cgroup")) {
                List<String> controllers = controllers(mount, own);
                MountInfo earlier = legacy.get(controllers);
                if (!controllers.isEmpty() && (earlier == null || replaces(mount, earlier))) {
                    legacy.put(controllers, mount);
                }
            }
        }
        // A v2 host may have an additional v1 hierarchy, such as net_cls for a VPN client, and a v1 host may have an
        // additional v2 mount. The file system at the standard mount point decides.
        if (standard != null && standard.type().equals("cgroup2")) {
            return new HostCgroups(List.of(), Optional.of(hierarchy(List.of(), standard, own)));
        }
        if (legacy.isEmpty()) {
            return new HostCgroups(List.of(), v2(first, own));
        }
        List<Hierarchy> hierarchies = new ArrayList<>();
        for (Map.Entry<List<String>, MountInfo> entry : legacy.entrySet()) {
            hierarchies.add(hierarchy(entry.getKey(), entry.getValue(), own));
        }
        return new HostCgroups(hierarchies, v2(hybrid, own));
    }

    /**
     * Returns whether the host has v2 only.
     *
     * @return {@code true} if v2 has every controller
     */
    public boolean isUnified() {
        return v1.isEmpty() && v2.isPresent();
    }

    /**
     * Returns whether the host has no cgroups.
     *
     * @return {@code true} if no hierarchy is mounted
     */
    public boolean isEmpty() {
        return v1.isEmpty() && v2.isEmpty();
    }

    private static Optional<Hierarchy> v2(@Nullable MountInfo mount, Map<String, String> own) {
        return mount == null ? Optional.empty() : Optional.of(hierarchy(List.of(), mount, own));
    }

    /** Returns the runtime's own cgroup of each controller; lines are {@code 4:memory:/user.slice}. */
    private static Map<String, String> own(List<String> lines) {
        Map<String, String> own = new LinkedHashMap<>();
        for (String line : lines) {
            int first = line.indexOf(':');
            int second = line.indexOf(':', first + 1);
            if (first < 0 || second < 0) {
                continue;
            }
            String path = line.substring(second + 1);
            for (String controller : parts(line.substring(first + 1, second))) {
                own.put(controller, path);
            }
        }
        return own;
    }

    /** Returns the mount options that are controllers in {@code /proc/self/cgroup}. */
    private static List<String> controllers(MountInfo mount, Map<String, String> own) {
        List<String> controllers = new ArrayList<>();
        for (String option : mount.superOptions()) {
            // Containers do not use the named hierarchies of other programs.
            boolean foreign = option.startsWith(NAMED) && !option.equals(SYSTEMD);
            if (own.containsKey(option) && !foreign) {
                controllers.add(option);
            }
        }
        return controllers;
    }

    private static Hierarchy hierarchy(List<String> controllers, MountInfo mount, Map<String, String> own) {
        String cgroup = own.getOrDefault(controllers.isEmpty() ? "" : controllers.getFirst(), "/");
        return new Hierarchy(controllers, mount.mountPoint(), mount.mountPoint() + below(mount.root(), cgroup));
    }

    /** Returns the own cgroup below the mount. Without a cgroup namespace, both parameters are host paths. */
    private static String below(String root, String cgroup) {
        if (cgroup.startsWith("/..")) {
            // The runtime is outside its cgroup namespace.
            return "";
        }
        if (root.equals("/")) {
            return cgroup.equals("/") ? "" : cgroup;
        }
        return cgroup.startsWith(root + "/") ? cgroup.substring(root.length()) : "";
    }

    /**
     * Returns whether a later mount of a hierarchy replaces the first: it covers the first, or is at a standard path.
     */
    private static boolean replaces(MountInfo later, MountInfo first) {
        return later.mountPoint().equals(first.mountPoint()) || (isStandard(later) && !isStandard(first));
    }

    private static boolean isStandard(MountInfo mount) {
        return mount.mountPoint().startsWith(STANDARD + "/");
    }

    private static List<String> parts(String list) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        int comma = list.indexOf(',');
        while (comma >= 0) {
            parts.add(list.substring(from, comma));
            from = comma + 1;
            comma = list.indexOf(',', from);
        }
        parts.add(list.substring(from));
        return parts;
    }
}
