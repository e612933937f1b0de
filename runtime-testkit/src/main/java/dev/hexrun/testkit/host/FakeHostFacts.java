package dev.hexrun.testkit.host;

import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.port.host.HostFacts;
import dev.hexrun.port.host.MountInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * A host as a test wants it. Each {@code with} method answers a new one and leaves this one as it is.
 *
 * @param kernelRelease the kernel's release
 * @param architecture the machine's architecture in the kernel's words
 * @param effectiveUid the effective user id of the runtime
 * @param effectiveGid the effective group id of the runtime
 * @param inUserNamespace whether the runtime is in a user namespace of its own
 * @param mounts the mounts that the runtime sees
 * @param ownCgroups the lines of {@code /proc/self/cgroup}
 * @param fileSystems the types of file systems the kernel knows
 * @param namespaces the types of namespaces the kernel has, as they are called in {@code /proc/self/ns}
 * @param systemdRunning whether systemd runs the host
 */
public record FakeHostFacts(
        String kernelRelease,
        String architecture,
        int effectiveUid,
        int effectiveGid,
        boolean inUserNamespace,
        List<MountInfo> mounts,
        List<String> ownCgroups,
        List<String> fileSystems,
        List<String> namespaces,
        boolean systemdRunning)
        implements HostFacts {

    private static final IdMap ALL_IDS = new IdMap(List.of(new LinuxIdMapping(0, 0, 0xFFFF_FFFFL)));

    /** Keeps copies of the lists. */
    public FakeHostFacts {
        mounts = List.copyOf(mounts);
        ownCgroups = List.copyOf(ownCgroups);
        fileSystems = List.copyOf(fileSystems);
        namespaces = List.copyOf(namespaces);
    }

    /**
     * A current host, seen by root: kernel 6.12 on x86_64 with every namespace, systemd, and only cgroup v2, mounted at
     * {@code /sys/fs/cgroup}; the runtime is in {@code /user.slice/session-1.scope}.
     *
     * @return the host
     */
    public static FakeHostFacts root() {
        return new FakeHostFacts(
                "6.12.0",
                "x86_64",
                0,
                0,
                false,
                List.of(mountOf("27 21 0:24 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9"
                        + " - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot")),
                List.of("0::/user.slice/session-1.scope"),
                List.of("sysfs", "tmpfs", "proc", "cgroup", "cgroup2", "devpts", "mqueue", "ext4", "overlay"),
                List.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"),
                true);
    }

    /**
     * The same host, as an ordinary user sees it.
     *
     * @param uid the user's id
     * @param gid the group's id
     * @return the host
     */
    public FakeHostFacts withUser(int uid, int gid) {
        return new FakeHostFacts(
                kernelRelease,
                architecture,
                uid,
                gid,
                inUserNamespace,
                mounts,
                ownCgroups,
                fileSystems,
                namespaces,
                systemdRunning);
    }

    /**
     * The same host with another kernel.
     *
     * @param release the kernel's release
     * @param machine the architecture in the kernel's words
     * @return the host
     */
    public FakeHostFacts withKernel(String release, String machine) {
        return new FakeHostFacts(
                release,
                machine,
                effectiveUid,
                effectiveGid,
                inUserNamespace,
                mounts,
                ownCgroups,
                fileSystems,
                namespaces,
                systemdRunning);
    }

    /**
     * The same host, seen from within a user namespace.
     *
     * @return the host
     */
    public FakeHostFacts withinUserNamespace() {
        return new FakeHostFacts(
                kernelRelease,
                architecture,
                effectiveUid,
                effectiveGid,
                true,
                mounts,
                ownCgroups,
                fileSystems,
                namespaces,
                systemdRunning);
    }

    /**
     * The same host with other mounts.
     *
     * @param lines lines of {@code /proc/self/mountinfo}
     * @return the host
     */
    public FakeHostFacts withMounts(String... lines) {
        List<MountInfo> parsed = new ArrayList<>();
        for (String line : lines) {
            parsed.add(mountOf(line));
        }
        return new FakeHostFacts(
                kernelRelease,
                architecture,
                effectiveUid,
                effectiveGid,
                inUserNamespace,
                parsed,
                ownCgroups,
                fileSystems,
                namespaces,
                systemdRunning);
    }

    /**
     * The same host with the runtime in other cgroups.
     *
     * @param lines lines of {@code /proc/self/cgroup}
     * @return the host
     */
    public FakeHostFacts withOwnCgroups(String... lines) {
        return new FakeHostFacts(
                kernelRelease,
                architecture,
                effectiveUid,
                effectiveGid,
                inUserNamespace,
                mounts,
                List.of(lines),
                fileSystems,
                namespaces,
                systemdRunning);
    }

    /**
     * The same host with a kernel that knows other file systems.
     *
     * @param types the types
     * @return the host
     */
    public FakeHostFacts withFileSystems(String... types) {
        return new FakeHostFacts(
                kernelRelease,
                architecture,
                effectiveUid,
                effectiveGid,
                inUserNamespace,
                mounts,
                ownCgroups,
                List.of(types),
                namespaces,
                systemdRunning);
    }

    /**
     * The same host with a kernel that has other namespaces.
     *
     * @param types the types, as they are called in {@code /proc/self/ns}
     * @return the host
     */
    public FakeHostFacts withNamespaces(String... types) {
        return new FakeHostFacts(
                kernelRelease,
                architecture,
                effectiveUid,
                effectiveGid,
                inUserNamespace,
                mounts,
                ownCgroups,
                fileSystems,
                List.of(types),
                systemdRunning);
    }

    /**
     * The same host without systemd.
     *
     * @return the host
     */
    public FakeHostFacts withoutSystemd() {
        return new FakeHostFacts(
                kernelRelease,
                architecture,
                effectiveUid,
                effectiveGid,
                inUserNamespace,
                mounts,
                ownCgroups,
                fileSystems,
                namespaces,
                false);
    }

    /** {@inheritDoc} All ids, also within a user namespace. */
    @Override
    public IdMap uidMap() {
        return ALL_IDS;
    }

    /** {@inheritDoc} All ids, also within a user namespace. */
    @Override
    public IdMap gidMap() {
        return ALL_IDS;
    }

    @Override
    public boolean hasNamespace(String name) {
        return namespaces.contains(name);
    }

    /**
     * Reads one line of {@code /proc/self/mountinfo}; octal escapes are not undone.
     *
     * @param line the line
     * @return the mount
     */
    public static MountInfo mountOf(String line) {
        List<String> fields = List.of(line.strip().split(" "));
        int dash = fields.indexOf("-");
        if (dash < 6 || fields.size() < dash + 4) {
            throw new IllegalArgumentException("not a line of mountinfo: " + line);
        }
        return new MountInfo(
                Integer.parseInt(fields.get(0)),
                Integer.parseInt(fields.get(1)),
                fields.get(3),
                fields.get(4),
                List.of(fields.get(5).split(",")),
                fields.subList(6, dash),
                fields.get(dash + 1),
                fields.get(dash + 2),
                List.of(fields.get(dash + 3).split(",")));
    }

    /** Every process is where the runtime is. */
    @Override
    public List<String> cgroupsOf(int pid) {
        return ownCgroups;
    }
}
