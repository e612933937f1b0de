package dev.hexrun.cgroup.tree;

import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.testkit.cgroup.PathTreeWalker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A directory that simulates a cgroup file system. Each hierarchy is a subdirectory, {@code unified} for v2, and
 * otherwise named after its v1 controllers. It applies the rules of the kernel that the driver depends on, and records
 * every written value.
 */
public final class SimulatedCgroupfs implements CgroupFiles {

    /** The value of the kernel for no memory limit on v1. */
    public static final String NO_LIMIT = "9223372036854771712";

    private static final String UNIFIED = "unified";

    private final Path root;
    private final CgroupFiles disk = new KernelCgroupFiles();
    private final List<String> writes = new ArrayList<>();
    private final List<String> ownerChanges = new ArrayList<>();
    private final Map<String, List<String>> refusals = new HashMap<>();
    private final Set<String> protectedFiles = new TreeSet<>();
    private boolean memoryWithoutSwap;
    private boolean freezingFails;

    public SimulatedCgroupfs(Path root) {
        this.root = root;
    }

    /** Mounts a hierarchy whose root cgroup offers controllers. */
    public String mount(String name, String... controllers) {
        String directory = root.resolve(name).toString();
        check(() -> {
            disk.createDirectory(directory);
            populate(directory, List.of(controllers));
            if (!name.equals(UNIFIED)) {
                put(directory, "cpuset.cpus", "0-3");
                put(directory, "cpuset.mems", "0");
            }
        });
        return directory;
    }

    /** Simulates a kernel without swap accounting. */
    public void disableSwapAccounting() {
        memoryWithoutSwap = true;
    }

    /** Simulates processes that no freezer stops. */
    public void failFreezing() {
        freezingFails = true;
    }

    /**
     * Makes the kernel refuse the next writes of a file, each with one of the messages. For an empty message, it
     * accepts the write.
     */
    public void refuse(String file, String... words) {
        refusals.put(file, new ArrayList<>(List.of(words)));
    }

    /** Returns the writes since the last call, as {@code FILE=VALUE}, without those of processes. */
    public List<String> takeWrites() {
        List<String> taken = List.copyOf(writes);
        writes.clear();
        return taken;
    }

    /** Writes a value to a file, and creates the file if it does not exist. */
    public void put(String directory, String file, String value) {
        check(() -> Files.writeString(Path.of(directory, file), value + "\n"));
    }

    /** Returns the content of a file, without surrounding white space. */
    public String get(String directory, String file) {
        try {
            return Files.readString(Path.of(directory, file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Simulates the end of a process. */
    public void end(int pid) {
        check(() -> {
            for (Path cgroup : cgroups(root)) {
                Set<String> pids = pids(cgroup.toString());
                if (pids.remove(Integer.toString(pid))) {
                    storePids(cgroup.toString(), pids);
                }
            }
        });
    }

    /** Returns whether a process is in any cgroup. */
    public boolean contains(int pid) {
        try {
            for (Path cgroup : cgroups(root)) {
                if (pids(cgroup.toString()).contains(Integer.toString(pid))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String read(String directory, String file) throws IOException {
        if (directory.equals("/sys/kernel/cgroup")) {
            return "cgroup.procs\ncgroup.threads\ncgroup.subtree_control\nmemory.reclaim\n";
        }
        return disk.read(directory, file);
    }

    @Override
    public void changeOwner(String directory, String file, long uid) throws IOException {
        if (!Files.exists(Path.of(directory, file))) {
            throw new NoSuchFileException(file);
        }
        ownerChanges.add((file.isEmpty() ? "." : file) + "=" + uid);
    }

    /** Returns the changes of owners, as {@code FILE=UID}. */
    public List<String> ownerChanges() {
        return List.copyOf(ownerChanges);
    }

    @Override
    public void write(String directory, String file, String value) throws IOException {
        if (!Files.exists(Path.of(directory, file))) {
            // Fails as the kernel does.
            disk.write(directory, file, value);
        }
        if (!file.equals("cgroup.procs")) {
            writes.add(file + "=" + value);
        }
        List<String> words = refusals.getOrDefault(file, new ArrayList<>());
        if (!words.isEmpty()) {
            String word = words.removeFirst();
            if (!word.isEmpty()) {
                throw new IOException(word);
            }
        }
        switch (file) {
            case "cgroup.procs" -> join(directory, value);
            case "cgroup.subtree_control" -> enable(directory, value);
            case "cgroup.kill" -> kill(directory);
            case "cgroup.freeze" -> {
                put(directory, file, value);
                put(directory, "cgroup.events", "populated 1\nfrozen " + (freezingFails ? "0" : value));
                freezeDescendants(directory, "cgroup.events", "populated 1\nfrozen " + value);
            }
            case "freezer.state" -> {
                put(directory, file, freezingFails && value.equals("FROZEN") ? "FREEZING" : value);
                put(directory, "freezer.self_freezing", value.equals("FROZEN") ? "1" : "0");
                freezeDescendants(directory, "freezer.parent_freezing", value.equals("FROZEN") ? "1" : "0");
            }
            case "devices.allow" -> devices(directory, value, true);
            case "devices.deny" -> devices(directory, value, false);
            case "cpu.cfs_quota_us" -> {
                refuseTinyQuota(value);
                put(directory, file, value);
            }
            case "cpu.max" -> {
                refuseTinyQuota(value.split(" ", -1)[0]);
                String period =
                        get(directory, file).substring(get(directory, file).indexOf(' '));
                put(directory, file, value.indexOf(' ') < 0 ? value + period : value);
            }
            case "io.max",
                    "rdma.max",
                    "net_prio.ifpriomap",
                    "blkio.bfq.weight_device",
                    "blkio.throttle.read_bps_device",
                    "blkio.throttle.write_bps_device",
                    "blkio.throttle.read_iops_device",
                    "blkio.throttle.write_iops_device" -> putLine(directory, file, value);
            case "io.weight", "io.bfq.weight" ->
                putLine(directory, file, value.indexOf(' ') < 0 ? "default " + value : value);
            case "cpu.idle" -> {
                put(directory, file, value);
                // kernel/sched/core.c, sched_group_set_idle
                String[] weight = Files.exists(Path.of(directory, "cpu.weight"))
                        ? new String[] {"cpu.weight", "100", "0"}
                        : new String[] {"cpu.shares", "1024", "3"};
                put(directory, weight[0], weight[value.equals("1") ? 2 : 1]);
            }
            default -> put(directory, file, file.startsWith("memory.") && value.equals("-1") ? NO_LIMIT : value);
        }
    }

    private void freezeDescendants(String directory, String file, String value) throws IOException {
        for (Path cgroup : cgroups(Path.of(directory))) {
            if (!cgroup.equals(Path.of(directory))) {
                put(cgroup.toString(), file, value);
            }
        }
    }

    @Override
    public boolean createDirectory(String directory) throws IOException {
        boolean fresh = disk.createDirectory(directory);
        if (fresh) {
            populate(directory, controllersFor(directory));
        }
        return fresh;
    }

    @Override
    public void remove(String directory) throws IOException {
        if (!Files.exists(Path.of(directory))) {
            disk.remove(directory);
        }
        if (!pids(directory).isEmpty() || !children(directory).isEmpty()) {
            throw new FileSystemException(directory, null, "Device or resource busy");
        }
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        disk.remove(directory);
    }

    private static List<String> children(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(directory))) {
            return entries.filter(Files::isDirectory).map(Path::toString).toList();
        }
    }

    /** Returns a walker of these cgroups; its signals end processes. */
    public CgroupTreeWalker walker() {
        return new Walker();
    }

    private final class Walker implements CgroupTreeWalker {

        private final CgroupTreeWalker paths = new PathTreeWalker();

        @Override
        public List<Integer> processes(String directory) {
            return paths.processes(directory);
        }

        @Override
        public void signal(String directory, int signal) {
            processes(directory).forEach(SimulatedCgroupfs.this::end);
        }

        @Override
        public void thaw(String directory) {
            walk(directory, cgroup -> {
                if (Files.exists(Path.of(cgroup, "freezer.self_freezing"))
                        && get(cgroup, "freezer.self_freezing").equals("1")) {
                    write(cgroup, "freezer.state", "THAWED");
                }
                if (Files.exists(Path.of(cgroup, "cgroup.freeze"))
                        && get(cgroup, "cgroup.freeze").equals("1")) {
                    write(cgroup, "cgroup.freeze", "0");
                }
            });
        }

        @Override
        public boolean remove(String directory) {
            try {
                for (Path cgroup : cgroups(Path.of(directory)).reversed()) {
                    SimulatedCgroupfs.this.remove(cgroup.toString());
                }
                return true;
            } catch (IOException busy) {
                return false;
            }
        }

        private void walk(String directory, Visitor visitor) {
            check(() -> {
                if (Files.exists(Path.of(directory))) {
                    for (Path cgroup : cgroups(Path.of(directory))) {
                        visitor.visit(cgroup.toString());
                    }
                }
            });
        }
    }

    private interface Visitor {
        void visit(String cgroup) throws IOException;
    }

    @Override
    public boolean exists(String directory) {
        return disk.exists(directory);
    }

    @Override
    public long inode(String directory) throws IOException {
        return disk.inode(directory);
    }

    @Override
    public boolean isWritable(String directory, String file) {
        return !protectedFiles.contains(directory + '/' + file) && disk.isWritable(directory, file);
    }

    /** Removes the write permission of a file. */
    public void denyWrites(String directory, String file) {
        protectedFiles.add(directory + '/' + file);
    }

    private List<String> controllersFor(String directory) throws IOException {
        Path cgroup = Path.of(directory);
        String hierarchy = root.relativize(cgroup).getName(0).toString();
        if (!hierarchy.equals(UNIFIED)) {
            return List.of(hierarchy.split(",", -1));
        }
        String enabled = get(String.valueOf(cgroup.getParent()), "cgroup.subtree_control");
        return enabled.isEmpty() ? List.of() : List.of(enabled.split(" ", -1));
    }

    private void populate(String directory, List<String> controllers) throws IOException {
        put(directory, "cgroup.procs", "");
        Files.writeString(Path.of(directory, "cgroup.procs"), "");
        boolean v2 = directory.startsWith(root.resolve(UNIFIED).toString());
        if (v2) {
            put(directory, "cgroup.controllers", String.join(" ", controllers));
            put(directory, "cgroup.subtree_control", "");
            put(directory, "cgroup.type", "domain");
            put(directory, "cgroup.freeze", "0");
            put(directory, "cgroup.events", "populated 0\nfrozen 0");
            put(directory, "cgroup.kill", "");
        }
        for (String controller : controllers) {
            files(v2 ? "2 " + controller : controller).forEach((file, value) -> put(directory, file, value));
        }
    }

    private Map<String, String> files(String controller) {
        Map<String, String> files = new HashMap<>(
                switch (controller) {
                    case "2 memory" ->
                        Map.of(
                                "memory.max",
                                "max",
                                "memory.low",
                                "0",
                                "memory.current",
                                "0",
                                "memory.swap.max",
                                "max",
                                "memory.events",
                                "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\noom_group_kill 0");
                    case "2 cpu" ->
                        Map.of("cpu.max", "max 100000", "cpu.max.burst", "0", "cpu.weight", "100", "cpu.idle", "0");
                    case "2 cpuset", "cpuset" -> Map.of("cpuset.cpus", "", "cpuset.mems", "");
                    case "2 io" -> Map.of("io.max", "", "io.weight", "default 100");
                    case "2 hugetlb" -> Map.of("hugetlb.2MB.max", "max", "hugetlb.2MB.rsvd.max", "max");
                    case "2 rdma", "rdma" -> Map.of("rdma.max", "mlx4_0 hca_handle=max hca_object=max");
                    case "2 pids", "pids" -> Map.of("pids.max", "max", "pids.current", "0");
                    case "memory" ->
                        Map.of(
                                "memory.limit_in_bytes",
                                NO_LIMIT,
                                "memory.memsw.limit_in_bytes",
                                NO_LIMIT,
                                "memory.soft_limit_in_bytes",
                                NO_LIMIT,
                                "memory.usage_in_bytes",
                                "0",
                                "memory.max_usage_in_bytes",
                                "0",
                                "memory.swappiness",
                                "60",
                                "memory.oom_control",
                                "oom_kill_disable 0\nunder_oom 0\noom_kill 0");
                    case "cpu" ->
                        Map.of(
                                "cpu.shares",
                                "1024",
                                "cpu.cfs_quota_us",
                                "-1",
                                "cpu.cfs_period_us",
                                "100000",
                                "cpu.cfs_burst_us",
                                "0",
                                "cpu.idle",
                                "0",
                                "cpu.rt_runtime_us",
                                "0",
                                "cpu.rt_period_us",
                                "1000000");
                    case "blkio" ->
                        Map.of(
                                "blkio.bfq.weight",
                                "100",
                                "blkio.bfq.weight_device",
                                "default 100",
                                "blkio.throttle.read_bps_device",
                                "",
                                "blkio.throttle.write_bps_device",
                                "",
                                "blkio.throttle.read_iops_device",
                                "",
                                "blkio.throttle.write_iops_device",
                                "");
                    case "hugetlb" ->
                        Map.of("hugetlb.2MB.limit_in_bytes", NO_LIMIT, "hugetlb.2MB.rsvd.limit_in_bytes", NO_LIMIT);
                    case "net_cls" -> Map.of("net_cls.classid", "0");
                    case "net_prio" -> Map.of("net_prio.ifpriomap", "lo 0\neth0 0");
                    case "freezer" -> Map.of("freezer.state", "THAWED", "freezer.self_freezing", "0");
                    case "devices" -> Map.of("devices.list", "a *:* rwm", "devices.allow", "", "devices.deny", "");
                    default -> Map.of();
                });
        if (memoryWithoutSwap) {
            files.remove("memory.memsw.limit_in_bytes");
            files.remove("memory.swap.max");
        }
        return files;
    }

    private void join(String directory, String pid) throws IOException {
        Path hierarchy = root.resolve(root.relativize(Path.of(directory)).getName(0));
        for (Path cgroup : cgroups(hierarchy)) {
            Set<String> pids = pids(cgroup.toString());
            if (pids.remove(pid)) {
                storePids(cgroup.toString(), pids);
            }
        }
        Set<String> pids = pids(directory);
        pids.add(pid);
        storePids(directory, pids);
    }

    /** Enables all controllers of a change such as {@code +a +b}, or none. */
    private void enable(String directory, String change) throws IOException {
        Set<String> offered =
                new TreeSet<>(List.of(get(directory, "cgroup.controllers").split(" ", -1)));
        Set<String> enabled =
                new TreeSet<>(List.of(get(directory, "cgroup.subtree_control").split(" ", -1)));
        enabled.remove("");
        for (String one : change.split(" ", -1)) {
            if (!offered.contains(one.substring(1))) {
                throw new IOException("No such file or directory");
            }
            enabled.add(one.substring(1));
        }
        put(directory, "cgroup.subtree_control", String.join(" ", enabled));
        for (String child : children(directory)) {
            put(child, "cgroup.controllers", String.join(" ", enabled));
            for (String controller : enabled) {
                for (Map.Entry<String, String> file : files("2 " + controller).entrySet()) {
                    if (!Files.exists(Path.of(child, file.getKey()))) {
                        put(child, file.getKey(), file.getValue());
                    }
                }
            }
        }
    }

    /** Refuses a quota below min_cfs_quota_period of kernel/sched/core.c. */
    private static void refuseTinyQuota(String quota) throws IOException {
        if (!quota.equals("max") && Long.parseLong(quota) >= 0 && Long.parseLong(quota) < 1000) {
            throw new IOException("Invalid argument");
        }
    }

    /** Writes the line of a device. In {@code io.max}, the kernel keeps the keys that a write does not contain. */
    private void putLine(String directory, String file, String value) {
        String key = value.substring(0, value.indexOf(' ') + 1);
        List<String> lines = new ArrayList<>(List.of(get(directory, file).split("\n", -1)));
        String old =
                lines.stream().filter(line -> line.startsWith(key)).findFirst().orElse("");
        lines.removeIf(line -> line.isEmpty() || line.startsWith(key));
        if (file.equals("io.max")) {
            Map<String, String> rates = new java.util.LinkedHashMap<>();
            for (String rate : ("rbps=max wbps=max riops=max wiops=max " + old + ' ' + value).split(" ", -1)) {
                int equals = rate.indexOf('=');
                if (equals > 0) {
                    rates.put(rate.substring(0, equals), rate.substring(equals + 1));
                }
            }
            StringBuilder line = new StringBuilder(key.strip());
            rates.forEach(
                    (name, rate) -> line.append(' ').append(name).append('=').append(rate));
            if (rates.values().stream().anyMatch(rate -> !rate.equals("max"))) {
                lines.add(line.toString());
            }
        } else if (!value.endsWith(" 0") || file.equals("net_prio.ifpriomap")) {
            if (!value.endsWith(" default")) {
                lines.add(value);
            }
        }
        put(directory, file, String.join("\n", lines));
    }

    private void kill(String directory) throws IOException {
        for (Path cgroup : cgroups(Path.of(directory))) {
            storePids(cgroup.toString(), Set.of());
        }
    }

    private void devices(String directory, String rule, boolean allow) {
        String list = get(directory, "devices.list");
        if (rule.startsWith("a")) {
            put(directory, "devices.list", allow ? "a *:* rwm" : "");
        } else if (!list.equals("a *:* rwm")) {
            List<String> lines = new ArrayList<>(list.isEmpty() ? List.of() : List.of(list.split("\n", -1)));
            if (allow) {
                lines.add(rule);
            } else {
                lines.remove(rule);
            }
            put(directory, "devices.list", String.join("\n", lines));
        }
    }

    private static Set<String> pids(String directory) throws IOException {
        Set<String> pids = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of(directory, "cgroup.procs"))) {
            if (!line.isEmpty()) {
                pids.add(line);
            }
        }
        return pids;
    }

    private static void storePids(String directory, Set<String> pids) throws IOException {
        Files.write(Path.of(directory, "cgroup.procs"), pids);
        if (Files.exists(Path.of(directory, "pids.current"))) {
            Files.writeString(Path.of(directory, "pids.current"), pids.size() + "\n");
        }
    }

    private static List<Path> cgroups(Path top) throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(Files::isDirectory)
                    .filter(directory -> Files.exists(directory.resolve("cgroup.procs")))
                    .toList();
        }
    }

    private static void check(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Action {
        void run() throws IOException;
    }
}
