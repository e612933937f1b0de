package dev.hexrun.cgroup.tree;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.MountInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The hierarchies that the host has mounted, worked out from {@code /proc/self/mountinfo} and {@code /proc/self/cgroup}.
 *
 * @param v1 the hierarchies of v1; empty on a host of v2 alone
 * @param v2 the hierarchy of v2; {@code null} on a host without it
 */
public record HostCgroups(List<Hierarchy> v1, @Nullable Hierarchy v2) {

    /** The place where every distribution mounts them. */
    private static final String USUAL = "/sys/fs/cgroup";

    /** systemd's name for what it mounts beside v1. */
    private static final String HYBRID = "/unified";

    private static final String NAMED = "name=";
    private static final String SYSTEMD = "name=systemd";

    /** Keeps a copy of the list. */
    public HostCgroups {
        v1 = List.copyOf(v1);
    }

    /**
     * Works them out.
     *
     * @param host the host
     * @return the hierarchies
     */
    public static HostCgroups of(Host host) {
        List<MountInfo> mounts = host.mounts();
        Map<String, String> own = own(host.ownCgroups());
        MountInfo usual = null;
        MountInfo hybrid = null;
        MountInfo anywhere = null;
        Map<List<String>, MountInfo> old = new LinkedHashMap<>();
        for (MountInfo mount : mounts) {
            if (mount.mountPoint().equals(USUAL)) {
                // The last one covers those before it.
                usual = mount;
            }
            if (mount.type().equals("cgroup2")) {
                anywhere = anywhere == null ? mount : anywhere;
                if (mount.mountPoint().endsWith(HYBRID) && (hybrid == null || covers(mount, hybrid))) {
                    hybrid = mount;
                }
            } else if (mount.type().equals("cgroup")) {
                List<String> controllers = controllers(mount, own);
                MountInfo first = old.get(controllers);
                if (!controllers.isEmpty() && (first == null || covers(mount, first))) {
                    old.put(controllers, mount);
                }
            }
        }
        // A host of v2 may have a stray hierarchy of v1, such as net_cls for a VPN client, and one of v1 a stray mount
        // of v2: what lies at the usual place decides.
        if (usual != null && usual.type().equals("cgroup2")) {
            return new HostCgroups(List.of(), hierarchy(List.of(), usual, own));
        }
        if (old.isEmpty()) {
            return new HostCgroups(List.of(), anywhere == null ? null : hierarchy(List.of(), anywhere, own));
        }
        List<Hierarchy> hierarchies = new ArrayList<>();
        for (Map.Entry<List<String>, MountInfo> entry : old.entrySet()) {
            hierarchies.add(hierarchy(entry.getKey(), entry.getValue(), own));
        }
        return new HostCgroups(hierarchies, hybrid == null ? null : hierarchy(List.of(), hybrid, own));
    }

    /**
     * Tells whether the host has v2 alone.
     *
     * @return {@code true} if every controller is one of v2
     */
    public boolean unified() {
        return v1.isEmpty() && v2 != null;
    }

    /**
     * Tells whether the host has no cgroups at all.
     *
     * @return {@code true} if nothing is mounted
     */
    public boolean none() {
        return v1.isEmpty() && v2 == null;
    }

    /** From controller to the runtime's own cgroup; lines are {@code 4:memory:/user.slice}. */
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

    /** The mount's controllers are those of its options that the kernel calls so in the runtime's own list. */
    private static List<String> controllers(MountInfo mount, Map<String, String> own) {
        List<String> controllers = new ArrayList<>();
        for (String option : mount.superOptions()) {
            // Another program's named hierarchy is no business of a container's.
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

    /** Within a container without a cgroup namespace both the mount's root and the own cgroup are the host's names. */
    private static String below(String root, String cgroup) {
        if (cgroup.startsWith("/..")) {
            // The runtime is outside of its own cgroup namespace.
            return "";
        }
        if (root.equals("/")) {
            return cgroup.equals("/") ? "" : cgroup;
        }
        return cgroup.startsWith(root + "/") ? cgroup.substring(root.length()) : "";
    }

    /** Tells whether a later mount of the same hierarchy is the one to use: on top of the other, or at a better place. */
    private static boolean covers(MountInfo later, MountInfo first) {
        return later.mountPoint().equals(first.mountPoint()) || (usual(later) && !usual(first));
    }

    private static boolean usual(MountInfo mount) {
        return mount.mountPoint().startsWith(USUAL + "/");
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
