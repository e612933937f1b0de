package dev.hexrun.testkit.host;

import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.HostFiles;
import dev.hexrun.port.host.MountInfo;
import dev.hexrun.port.host.ProcessTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A host with properties that a test chooses. Immutable except for its processes and files; each {@code with} method
 * returns a copy.
 */
public final class FakeHost implements Host {

    private static final IdMap ALL_IDS = new IdMap(List.of(new LinuxIdMapping(0, 0, 0xFFFF_FFFFL)));

    private String kernelRelease = "6.12.0";
    private String architecture = "x86_64";
    private int effectiveUid;
    private int effectiveGid;
    private boolean inUserNamespace;
    private List<MountInfo> mounts =
            List.of(mountOf("27 21 0:24 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9"
                    + " - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot"));
    private List<String> ownCgroups = List.of("0::/user.slice/session-1.scope");
    private List<String> fileSystems =
            List.of("sysfs", "tmpfs", "proc", "cgroup", "cgroup2", "devpts", "mqueue", "ext4", "overlay");
    private List<String> namespaces = List.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts");
    private boolean systemdRunning = true;
    private FakeProcessTable processes = new FakeProcessTable();
    private FakeHostFiles files = new FakeHostFiles();
    private IdMap uidMap = ALL_IDS;
    private IdMap gidMap = ALL_IDS;
    private long capabilities = -1;
    private Map<Integer, List<String>> otherCgroups = Map.of();
    private Map<Integer, List<MountInfo>> otherMounts = Map.of();

    private FakeHost() {}

    /**
     * Returns a current host, seen by root: kernel 6.12 on x86_64 with every namespace, systemd, and only cgroup v2,
     * mounted at {@code /sys/fs/cgroup}; the runtime is in {@code /user.slice/session-1.scope}. It has no processes.
     *
     * @return the host
     */
    public static FakeHost root() {
        return new FakeHost();
    }

    private FakeHost copy() {
        FakeHost copy = new FakeHost();
        copy.kernelRelease = kernelRelease;
        copy.architecture = architecture;
        copy.effectiveUid = effectiveUid;
        copy.effectiveGid = effectiveGid;
        copy.inUserNamespace = inUserNamespace;
        copy.mounts = mounts;
        copy.ownCgroups = ownCgroups;
        copy.fileSystems = fileSystems;
        copy.namespaces = namespaces;
        copy.systemdRunning = systemdRunning;
        copy.processes = processes;
        copy.files = files;
        copy.uidMap = uidMap;
        copy.gidMap = gidMap;
        copy.capabilities = capabilities;
        copy.otherCgroups = otherCgroups;
        copy.otherMounts = otherMounts;
        return copy;
    }

    /**
     * Returns this host as an ordinary user sees it.
     *
     * @param uid the effective user id
     * @param gid the effective group id
     * @return the copy
     */
    public FakeHost withUser(int uid, int gid) {
        FakeHost copy = copy();
        copy.effectiveUid = uid;
        copy.effectiveGid = gid;
        return copy;
    }

    /**
     * Returns this host with another kernel.
     *
     * @param release the kernel's release
     * @param machine the architecture as {@code uname -m} prints it
     * @return the copy
     */
    public FakeHost withKernel(String release, String machine) {
        FakeHost copy = copy();
        copy.kernelRelease = release;
        copy.architecture = machine;
        return copy;
    }

    /**
     * Returns this host as a process in a user namespace sees it; the id maps contain all ids nevertheless.
     *
     * @return the copy
     */
    public FakeHost withinUserNamespace() {
        FakeHost copy = copy();
        copy.inUserNamespace = true;
        return copy;
    }

    /**
     * Returns this host as a process in a user namespace with these maps sees it; with maps of all ids, in the initial
     * user namespace.
     *
     * @param uids the user id map
     * @param gids the group id map
     * @return the copy
     */
    public FakeHost withIdMaps(IdMap uids, IdMap gids) {
        FakeHost copy = copy();
        copy.uidMap = uids;
        copy.gidMap = gids;
        copy.inUserNamespace = !uids.equals(ALL_IDS);
        return copy;
    }

    /**
     * Returns this host with other permitted capabilities of the runtime.
     *
     * @param mask bit N for the capability with number N
     * @return the copy
     */
    public FakeHost withCapabilities(long mask) {
        FakeHost copy = copy();
        copy.capabilities = mask;
        return copy;
    }

    /**
     * Returns this host with another process in other cgroups.
     *
     * @param pid the process, which need not be in the process table
     * @param lines lines of {@code /proc/PID/cgroup}
     * @return the copy
     */
    public FakeHost withCgroupsOf(int pid, String... lines) {
        FakeHost copy = copy();
        copy.otherCgroups = new HashMap<>(otherCgroups);
        copy.otherCgroups.put(pid, List.of(lines));
        return copy;
    }

    /**
     * Returns this host with another process in another mount namespace.
     *
     * @param pid the process, which need not be in the process table
     * @param lines lines of {@code /proc/PID/mountinfo}
     * @return the copy
     */
    public FakeHost withMountsOf(int pid, String... lines) {
        List<MountInfo> parsed = new ArrayList<>();
        for (String line : lines) {
            parsed.add(mountOf(line));
        }
        FakeHost copy = copy();
        copy.otherMounts = new HashMap<>(otherMounts);
        copy.otherMounts.put(pid, List.copyOf(parsed));
        return copy;
    }

    /**
     * Returns this host with other mounts.
     *
     * @param lines lines of {@code /proc/self/mountinfo}
     * @return the copy
     */
    public FakeHost withMounts(String... lines) {
        List<MountInfo> parsed = new ArrayList<>();
        for (String line : lines) {
            parsed.add(mountOf(line));
        }
        FakeHost copy = copy();
        copy.mounts = List.copyOf(parsed);
        return copy;
    }

    /**
     * Returns this host with the runtime in other cgroups.
     *
     * @param lines lines of {@code /proc/self/cgroup}
     * @return the copy
     */
    public FakeHost withOwnCgroups(String... lines) {
        FakeHost copy = copy();
        copy.ownCgroups = List.of(lines);
        return copy;
    }

    /**
     * Returns this host with a kernel that has other file systems.
     *
     * @param types the types
     * @return the copy
     */
    public FakeHost withFileSystems(String... types) {
        FakeHost copy = copy();
        copy.fileSystems = List.of(types);
        return copy;
    }

    /**
     * Returns this host with a kernel that has other namespaces.
     *
     * @param types their names in {@code /proc/self/ns}
     * @return the copy
     */
    public FakeHost withNamespaces(String... types) {
        FakeHost copy = copy();
        copy.namespaces = List.of(types);
        return copy;
    }

    /**
     * Returns this host without systemd.
     *
     * @return the copy
     */
    public FakeHost withoutSystemd() {
        FakeHost copy = copy();
        copy.systemdRunning = false;
        return copy;
    }

    /**
     * Returns this host with other processes.
     *
     * @param table the processes; shared with the copy
     * @return the copy
     */
    public FakeHost withProcesses(FakeProcessTable table) {
        FakeHost copy = copy();
        copy.processes = table;
        return copy;
    }

    @Override
    public String kernelRelease() {
        return kernelRelease;
    }

    @Override
    public String architecture() {
        return architecture;
    }

    @Override
    public int effectiveUid() {
        return effectiveUid;
    }

    @Override
    public int effectiveGid() {
        return effectiveGid;
    }

    @Override
    public boolean inUserNamespace() {
        return inUserNamespace;
    }

    @Override
    public List<MountInfo> mounts() {
        return mounts;
    }

    @Override
    public List<String> ownCgroups() {
        return ownCgroups;
    }

    @Override
    public List<String> fileSystems() {
        return fileSystems;
    }

    @Override
    public boolean systemdRunning() {
        return systemdRunning;
    }

    @Override
    public ProcessTable processes() {
        return processes;
    }

    @Override
    public IdMap uidMap() {
        return uidMap;
    }

    @Override
    public IdMap gidMap() {
        return gidMap;
    }

    @Override
    public long permittedCapabilities() {
        return capabilities;
    }

    @Override
    public boolean hasNamespace(String name) {
        return namespaces.contains(name);
    }

    @Override
    public HostFiles files() {
        return files;
    }

    /**
     * Returns this host with other files.
     *
     * @param tree the files; shared with the copy
     * @return the copy
     */
    public FakeHost withFiles(FakeHostFiles tree) {
        FakeHost copy = copy();
        copy.files = tree;
        return copy;
    }

    /** {@inheritDoc} Processes of the process table are in the runtime's cgroups, or in those of {@link #withCgroupsOf}. */
    @Override
    public List<String> cgroupsOf(int pid) {
        List<String> none = processes.find(pid).isPresent() ? ownCgroups : List.of();
        return otherCgroups.getOrDefault(pid, none);
    }

    /** {@inheritDoc} Processes of the process table have the mounts of the runtime, or those of {@link #withMountsOf}. */
    @Override
    public List<MountInfo> mountsOf(int pid, int limit) {
        List<MountInfo> own = processes.find(pid).isPresent() ? mounts : List.of();
        List<MountInfo> all = otherMounts.getOrDefault(pid, own);
        return all.subList(0, Math.min(limit, all.size()));
    }

    /**
     * Parses one line of {@code /proc/self/mountinfo}.
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
                decoded(fields.get(3)),
                decoded(fields.get(4)),
                List.of(fields.get(5).split(",")),
                fields.subList(6, dash),
                fields.get(dash + 1),
                decoded(fields.get(dash + 2)),
                List.of(fields.get(dash + 3).split(",")));
    }

    /** Decodes the octal escapes of {@code mangle()} in the kernel's fs/seq_file.c. */
    private static String decoded(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\043", "#")
                .replace("\\134", "\\");
    }
}
