package dev.hexrun.app.doctor;

import dev.hexrun.port.cgroup.HostCgroups;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.MountInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The checks of cgroups: version, controllers, and whether the caller may create cgroups. */
final class CgroupChecks {

    /** The controllers that engines use, in the order of the message. */
    private static final List<String> V2 = List.of("cpu", "cpuset", "memory", "pids", "io");

    private static final List<String> V1 = List.of("cpu", "cpuset", "memory", "pids", "blkio", "devices", "freezer");

    private static final String UNDELEGATED = "no cgroups of their own: no limits, and no pause, ps, stats and events";

    private static final String DELEGATE = "start the command with systemd-run --user --scope --property Delegate=yes, "
            + "or use --systemd-cgroup in a login session";

    private CgroupChecks() {}

    static Finding version(HostCgroups cgroups) {
        String name = "cgroups";
        if (cgroups.isEmpty()) {
            return Finding.limited(
                    name,
                    "no cgroup file system is mounted: containers run only with --cgroup-manager disabled",
                    "mount -t cgroup2 cgroup2 /sys/fs/cgroup");
        }
        if (cgroups.isUnified()) {
            return Finding.works(name, "version 2 at " + mountPoint(cgroups));
        }
        return Finding.works(
                name,
                "version 1 with " + cgroups.v1().size() + " hierarchies"
                        + (cgroups.v2().isPresent() ? " and version 2 at " + mountPoint(cgroups) + " (hybrid)" : ""));
    }

    private static String mountPoint(HostCgroups cgroups) {
        return cgroups.v2().isPresent() ? cgroups.v2().get().mountPoint() : "";
    }

    static Finding controllers(Host host, HostCgroups cgroups) {
        String name = "cgroup-controllers";
        Set<String> present = new LinkedHashSet<>();
        for (Hierarchy hierarchy : cgroups.v1()) {
            for (String controller : hierarchy.controllers()) {
                if (!controller.startsWith("name=")) {
                    present.add(controller);
                }
            }
        }
        if (cgroups.isUnified()) {
            present.addAll(words(host, Path.of(mountPoint(cgroups), "cgroup.controllers")));
        }
        List<String> missing = new ArrayList<>(cgroups.isUnified() ? V2 : V1);
        missing.removeAll(present);
        if (missing.isEmpty()) {
            return Finding.works(name, String.join(", ", present));
        }
        return Finding.limited(
                name,
                "missing: " + String.join(", ", missing) + (present.isEmpty() ? "" : "; present: ")
                        + String.join(", ", present)
                        + "; a configuration with limits of a missing controller is refused",
                controllerAdvice(host, cgroups, missing));
    }

    /** Returns what to do about missing controllers, according to the table {@code /proc/cgroups}. */
    private static String controllerAdvice(Host host, HostCgroups cgroups, List<String> missing) {
        List<String> disabled = new ArrayList<>();
        List<String> legacy = new ArrayList<>();
        for (String line : host.files().read(Path.of("/proc/cgroups")).split("\n", -1)) {
            String[] fields = line.split("\t", -1);
            // v2 calls the controller io.
            String name = fields[0].equals("blkio") && cgroups.isUnified() ? "io" : fields[0];
            if (fields.length == 4 && missing.contains(name)) {
                if (fields[3].equals("0")) {
                    disabled.add(fields[0]);
                } else if (cgroups.isUnified() && !fields[1].equals("0")) {
                    legacy.add(fields[0]);
                }
            }
        }
        if (!disabled.isEmpty()) {
            return "boot with cgroup_enable=" + String.join(",", disabled);
        }
        if (!legacy.isEmpty()) {
            return "unmount the hierarchies of version 1 that use " + String.join(", ", legacy)
                    + ", or boot with cgroup_no_v1=all";
        }
        return cgroups.isUnified()
                ? "enable them in cgroup.subtree_control of the parent cgroup, or use a kernel that has them"
                : "mount their hierarchies, or use a kernel that has them";
    }

    /** Checks whether the caller may create cgroups: root everywhere, other users in a delegated cgroup. */
    static Finding delegation(Host host, HostCgroups cgroups, boolean privileged, boolean user) {
        String name = "cgroup-delegation";
        if (cgroups.isEmpty()) {
            return Finding.limited(name, "there are no cgroups: containers have " + UNDELEGATED, "mount cgroups");
        }
        List<String> readOnly = readOnly(host, cgroups);
        if (!readOnly.isEmpty()) {
            String detail = String.join(", ", readOnly) + (readOnly.size() == 1 ? " is" : " are") + " read-only";
            String advice =
                    "mount it writable, for example with a private cgroup namespace of the surrounding container "
                            + "(--cgroupns private), or use --cgroup-manager disabled";
            return privileged
                    ? Finding.fails(name, detail + ": no cgroup can be created for a container", advice)
                    : Finding.limited(name, detail + ": containers have " + UNDELEGATED, advice);
        }
        if (privileged) {
            return Finding.works(name, "root creates cgroups everywhere");
        }
        if (cgroups.isUnified() && cgroups.v2().isPresent()) {
            return delegatedV2(host, cgroups.v2().get());
        }
        List<String> writable = new ArrayList<>();
        for (Hierarchy hierarchy : cgroups.v1()) {
            if (host.files().isWritable(Path.of(hierarchy.own()))) {
                writable.add(hierarchy.name());
            }
        }
        return writable.isEmpty()
                ? Finding.limited(
                        name,
                        "no cgroup of version 1 is delegated to the caller: containers have " + UNDELEGATED,
                        user
                                ? "boot with systemd.unified_cgroup_hierarchy=1 for cgroup version 2, which systemd delegates"
                                : "let the surrounding container delegate its cgroups")
                : writable.size() == cgroups.v1().size()
                        ? Finding.works(name, "all hierarchies are delegated to the caller")
                        : Finding.limited(
                                name,
                                "delegated to the caller: only " + String.join(", ", writable)
                                        + "; limits of other hierarchies are refused",
                                "let the surrounding container delegate all of its cgroups");
    }

    private static Finding delegatedV2(Host host, Hierarchy hierarchy) {
        String name = "cgroup-delegation";
        String own = hierarchy.own();
        if (!host.files().isWritable(Path.of(own)) || !host.files().isWritable(Path.of(own, "cgroup.procs"))) {
            return Finding.limited(
                    name, own + " is not delegated to the caller: containers have " + UNDELEGATED, DELEGATE);
        }
        List<String> available = words(host, Path.of(own, "cgroup.controllers"));
        List<String> missing = new ArrayList<>(V2);
        missing.removeAll(available);
        return missing.isEmpty()
                ? Finding.works(name, own + " is delegated with " + String.join(", ", available))
                : Finding.limited(
                        name,
                        own + " is delegated without " + String.join(", ", missing),
                        "create /etc/systemd/system/user@.service.d/delegate.conf with [Service] and "
                                + "Delegate=cpu cpuset io memory pids");
    }

    private static List<String> readOnly(Host host, HostCgroups cgroups) {
        Set<String> used = new LinkedHashSet<>();
        for (Hierarchy hierarchy : cgroups.v1()) {
            used.add(hierarchy.mountPoint());
        }
        if (cgroups.isUnified()) {
            used.add(mountPoint(cgroups));
        }
        Set<String> readOnly = new LinkedHashSet<>();
        for (MountInfo mount : host.mounts()) {
            if (used.contains(mount.mountPoint())) {
                // The last mount covers the earlier ones.
                readOnly.remove(mount.mountPoint());
                if (mount.options().contains("ro") || mount.superOptions().contains("ro")) {
                    readOnly.add(mount.mountPoint());
                }
            }
        }
        return List.copyOf(readOnly);
    }

    private static List<String> words(Host host, Path file) {
        String text = host.files().read(file);
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }
}
