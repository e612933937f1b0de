package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sets each field of {@code linux.resources} with hexrun and with the installed runc, and compares the resulting files
 * of the cgroup, on v1 and v2, with the controllers of the host. If one runtime rejects a field, the other must also
 * reject it. There is a subclass for each cgroup driver.
 */
abstract class ResourceComparison {

    private static final long MIB = 1024 * 1024;

    /** Writable files that also show the current usage, and files that list processes. */
    private static final Set<String> VOLATILE = Set.of(
            "cgroup.procs",
            "cgroup.threads",
            "tasks",
            "cpuacct.usage",
            "memory.failcnt",
            "memory.max_usage_in_bytes",
            "memory.memsw.failcnt",
            "memory.memsw.max_usage_in_bytes",
            "memory.kmem.failcnt",
            "memory.kmem.max_usage_in_bytes",
            "memory.kmem.tcp.failcnt",
            "memory.kmem.tcp.max_usage_in_bytes",
            "memory.peak",
            "memory.swap.peak",
            "cgroup.pressure",
            "cpu.pressure",
            "io.pressure",
            "irq.pressure",
            "memory.pressure");

    @RegisterExtension
    final TestHost host = new TestHost();

    /**
     * A tested field.
     *
     * @param what the name of the test case
     * @param resources the configuration
     * @param difference the files whose values may differ, separated by spaces; {@code *} if the outcome may differ;
     * empty for none
     * @param reason the reason for the difference
     */
    record Field(String what, Map<String, Object> resources, String difference, String reason) {

        @Override
        public String toString() {
            return what;
        }

        Field mayDiffer(String file, String why) {
            return new Field(what, resources, file, why);
        }
    }

    static Stream<Field> fields() {
        String disk = disk();
        List<Field> fields = new ArrayList<>(List.of(
                field("nothing", Map.of()),
                field("memory.limit", Map.of("memory", Map.of("limit", 64 * MIB))),
                field("memory.limit -1", Map.of("memory", Map.of("limit", -1))),
                field("memory.limit 0", Map.of("memory", Map.of("limit", 0))),
                field("memory.reservation", Map.of("memory", Map.of("reservation", 32 * MIB))),
                field("memory.swap", Map.of("memory", Map.of("limit", 64 * MIB, "swap", 96 * MIB))),
                field("memory.swap = limit", Map.of("memory", Map.of("limit", 64 * MIB, "swap", 64 * MIB))),
                field("memory.swap -1", Map.of("memory", Map.of("limit", 64 * MIB, "swap", -1))),
                field("memory.swap alone", Map.of("memory", Map.of("swap", 96 * MIB))),
                field("memory.swap < limit", Map.of("memory", Map.of("limit", 64 * MIB, "swap", 32 * MIB))),
                field("memory.swappiness", Map.of("memory", Map.of("swappiness", 7))),
                field("memory.swappiness 0", Map.of("memory", Map.of("swappiness", 0))),
                field("memory.swappiness 101", Map.of("memory", Map.of("swappiness", 101)))
                        .mayDiffer("*", Cgroups.v1("memory") ? "" : "runc validates it only on v1"),
                field("memory.disableOOMKiller", Map.of("memory", Map.of("disableOOMKiller", true))),
                field("memory.kernel", Map.of("memory", Map.of("kernel", 64 * MIB))),
                field("memory.useHierarchy", Map.of("memory", Map.of("useHierarchy", true))),
                field(
                        "memory.checkBeforeUpdate",
                        Map.of("memory", Map.of("limit", 64 * MIB, "checkBeforeUpdate", true))),
                field("cpu.shares", Map.of("cpu", Map.of("shares", 512)))
                        .mayDiffer("cpu.weight cpu.weight.nice", "runc before 1.3.2 converts linearly"),
                field("cpu.shares of the default", Map.of("cpu", Map.of("shares", 1024)))
                        .mayDiffer("cpu.weight cpu.weight.nice", "runc before 1.3.2 converts linearly"),
                field("cpu.shares, too few", Map.of("cpu", Map.of("shares", 1)))
                        .mayDiffer(
                                "*", Cgroups.v1("cpu") ? "" : "runc before 1.3.2 subtracts 2 from it, and overflows"),
                field("cpu.shares, too many", Map.of("cpu", Map.of("shares", 262_145)))
                        .mayDiffer("*", Cgroups.v1("cpu") ? "" : "on v2, both use the maximum weight"),
                field("cpu.quota", Map.of("cpu", Map.of("quota", 50_000))),
                field("cpu.quota -1", Map.of("cpu", Map.of("quota", -1))),
                field("cpu.quota, too little", Map.of("cpu", Map.of("quota", 5))),
                field("cpu.period", Map.of("cpu", Map.of("period", 50_000))),
                field("cpu.period, too short", Map.of("cpu", Map.of("period", 5))),
                field("cpu.quota and period", Map.of("cpu", Map.of("quota", 500_000, "period", 1_000_000))),
                field("cpu.burst", Map.of("cpu", Map.of("quota", 50_000, "burst", 20_000)))
                        .mayDiffer("cpu.cfs_burst_us cpu.max.burst", "runc before 1.2 does not support it"),
                field("cpu.idle", Map.of("cpu", Map.of("idle", 1)))
                        .mayDiffer(
                                "cpu.idle cpu.shares cpu.weight cpu.weight.nice",
                                "runc before 1.2 does not support it"),
                field(
                                "cpu.realtimeRuntime",
                                Map.of("cpu", Map.of("realtimeRuntime", 5000, "realtimePeriod", 1_000_000)))
                        .mayDiffer("*", Cgroups.v1("cpu") ? "" : "runc ignores settings that v2 does not support"),
                field("cpu.cpus", Map.of("cpu", Map.of("cpus", "0"))),
                field("cpu.mems", Map.of("cpu", Map.of("mems", "0"))),
                field("cpu.cpus, beyond", Map.of("cpu", Map.of("cpus", "1000"))),
                field("pids.limit", Map.of("pids", Map.of("limit", 17))),
                field("pids.limit -1", Map.of("pids", Map.of("limit", -1))),
                field("pids.limit 0", Map.of("pids", Map.of("limit", 0)))
                        .mayDiffer("pids.max", "0 is a limit since runtime-spec 1.3 and runc 1.4"),
                field("blockIO.weight", Map.of("blockIO", Map.of("weight", 333))),
                field("blockIO.leafWeight", Map.of("blockIO", Map.of("leafWeight", 333))),
                field("hugepageLimits", Map.of("hugepageLimits", List.of(Map.of("pageSize", "2MB", "limit", 4 * MIB))))
                        .mayDiffer(
                                "hugetlb.2MB.rsvd.limit_in_bytes hugetlb.2MB.rsvd.max",
                                "runc before 1.2 does not support it"),
                field(
                        "hugepageLimits of no such size",
                        Map.of("hugepageLimits", List.of(Map.of("pageSize", "3MB", "limit", 0)))),
                field("network.classID", Map.of("network", Map.of("classID", 1_048_577)))
                        .mayDiffer("*", Cgroups.v1("net_cls") ? "" : "runc ignores it without the controller"),
                field(
                                "network.priorities",
                                Map.of("network", Map.of("priorities", List.of(Map.of("name", "lo", "priority", 5)))))
                        .mayDiffer("*", Cgroups.v1("net_prio") ? "" : "runc ignores it without the controller"),
                field("rdma", Map.of("rdma", Map.of("mlx4_0", Map.of("hcaHandles", 3)))),
                field("unified", Map.of("unified", Map.of("memory.high", "20971520"))),
                field("unified, two files", Map.of("unified", Map.of("pids.max", "9", "memory.low", "1048576"))),
                field("unified over a limit", Map.of("unified", Map.of("pids.max", "9"), "pids", Map.of("limit", 17))),
                field("unified elsewhere", Map.of("unified", Map.of("../pids.max", "9"))),
                field("unified, no such file", Map.of("unified", Map.of("memory.nonsense", "9"))),
                field("devices, nothing denied", Map.of("devices", List.of(rule(true, "a", -1, -1, "rwm")))),
                field(
                        "devices, one allowed",
                        Map.of("devices", List.of(rule(false, "a", -1, -1, "rwm"), rule(true, "c", 1, 11, "r")))),
                field(
                        "devices, all of a type except one",
                        Map.of("devices", List.of(rule(true, "a", -1, -1, "rwm"), rule(false, "c", 1, 11, "rwm")))),
                field(
                        "devices, all of a number",
                        Map.of("devices", List.of(rule(false, "a", -1, -1, "rwm"), rule(true, "b", 8, -1, "rw"))))));
        if (!disk.isEmpty()) {
            for (String what : List.of(
                    "throttleReadBpsDevice",
                    "throttleWriteBpsDevice",
                    "throttleReadIOPSDevice",
                    "throttleWriteIOPSDevice")) {
                fields.add(field(
                        "blockIO." + what, Map.of("blockIO", Map.of(what, List.of(device(disk, "rate", 485_760))))));
            }
            fields.add(field(
                            "blockIO rate 0",
                            Map.of("blockIO", Map.of("throttleReadBpsDevice", List.of(device(disk, "rate", 0)))))
                    .mayDiffer("*", Cgroups.v1("blkio") ? "" : "runc writes 0, which v2 rejects"));
            fields.add(field(
                            "blockIO.weightDevice",
                            Map.of("blockIO", Map.of("weightDevice", List.of(device(disk, "weight", 444)))))
                    .mayDiffer(
                            "*", Cgroups.v1("blkio") ? "" : "runc ignores it without BFQ, but the kernel rejects it"));
        }
        return fields.stream();
    }

    /** Returns the global flags of both runtimes that select the cgroup driver. */
    List<String> flags() {
        return List.of();
    }

    /** Returns the path of the container's cgroup in the format of the driver, or an empty string for the default. */
    String cgroupsPath(String id) {
        return "";
    }

    /** Returns the field with the differences that are expected for this driver. */
    Field expected(Field field) {
        return field;
    }

    /** Triggers an external event that must not change any file. */
    void triggerExternalEvent() {}

    /** Returns the files that the external event may nevertheless change. */
    Set<String> changedByExternalEvent(Field field) {
        return Set.of();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fields")
    void writesTheSameValuesAsRunc(Field testCase) throws IOException {
        Field field = expected(testCase);
        Outcome[] outcomes = new Outcome[2];
        Map<String, String> ours = create(field, false, outcomes);
        Map<String, String> theirs = create(field, true, outcomes);
        boolean tolerated = field.difference().equals("*") && !field.reason().isEmpty();
        if (!tolerated) {
            assertThat(outcomes[0].status() == 0)
                    .as("%s%nrunc: %s", outcomes[0], outcomes[1])
                    .isEqualTo(outcomes[1].status() == 0);
        }
        if (outcomes[0].status() != 0) {
            assertThat(outcomes[0].failure()).as("error names the field").contains("/linux/resources/");
        }
        assumeFalse(
                tolerated && outcomes[0].status() != outcomes[1].status(),
                "known difference to runc: " + field.reason());
        for (String file : field.difference().split(" ", -1)) {
            ours.remove(file);
            theirs.remove(file);
        }
        assertThat(ours).isEqualTo(theirs);
    }

    /** Creates a container and returns the content of the files of its cgroups; empty if it could not be created. */
    private Map<String, String> create(Field field, boolean runc, Outcome[] outcomes) throws IOException {
        Bundle bundle = host.bundle().args("true").set("/linux/resources", field.resources());
        String id = host.newId();
        if (!cgroupsPath(id).isEmpty()) {
            bundle.set("/linux/cgroupsPath", cgroupsPath(id));
        }
        Path pidFile = host.directory().resolve(id + ".pid");
        String state = host.directory().resolve("runc").toString();
        List<String> command = new ArrayList<>(flags());
        command.addAll(
                List.of("create", "--bundle", bundle.directory().toString(), "--pid-file", pidFile.toString(), id));
        try {
            Outcome outcome = runc
                    ? program("runc", state, command).run()
                    : host.command(command.toArray(String[]::new)).run();
            outcomes[runc ? 1 : 0] = outcome;
            if (outcome.status() != 0) {
                return new TreeMap<>();
            }
            long init = Long.parseLong(Files.readString(pidFile));
            Map<String, String> files = files(init);
            if (!runc) {
                triggerExternalEvent();
                Map<String, String> afterwards = files(init);
                Map<String, String> before = new TreeMap<>(files);
                afterwards.keySet().removeAll(changedByExternalEvent(field));
                before.keySet().removeAll(changedByExternalEvent(field));
                assertThat(afterwards).as("after the external event").isEqualTo(before);
            }
            return files;
        } finally {
            if (runc) {
                program("runc", state, List.of("delete", "--force", id)).run();
                // If the process ends slowly, runc gives up removing the cgroup after a few attempts.
                Await.within(Duration.ofSeconds(5), () -> {
                    Cgroups.named(id)
                            .reversed()
                            .forEach(cgroup -> cgroup.toFile().delete());
                    return Cgroups.named(id).isEmpty();
                });
            } else {
                host.hexrun("delete", "--force", id).ok();
            }
        }
    }

    private Command program(String name, String state, List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(name, "--root", state));
        line.addAll(arguments);
        return host.program(line);
    }

    private static Map<String, String> files(long init) throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (String line : Processes.text(init, "cgroup").lines().toList()) {
            String[] fields = line.split(":", 3);
            String controller = fields[1].split(",", -1)[0];
            if (controller.isEmpty() && !Cgroups.isV2Mounted()) {
                continue;
            }
            Path directory = Cgroups.directory(init, controller);
            File[] found = directory.toFile().listFiles(File::isFile);
            for (File file : found == null ? new File[0] : found) {
                if (compared(file)) {
                    values.put(file.getName(), value(file));
                }
            }
        }
        assertThat(values).isNotEmpty();
        return values;
    }

    private static boolean compared(File file) throws IOException {
        if (VOLATILE.contains(file.getName())) {
            return false;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file.toPath());
        return permissions.contains(PosixFilePermission.OWNER_READ)
                && (permissions.contains(PosixFilePermission.OWNER_WRITE)
                        || file.getName().equals("devices.list")
                        || file.getName().equals("cgroup.controllers"));
    }

    /** Returns the content of a file, independently of the order of its lines. */
    private static String value(File file) {
        try {
            return Files.readString(file.toPath()).lines().sorted().collect(Collectors.joining("\n"));
        } catch (IOException unreadable) {
            return unreadable.getClass().getSimpleName();
        }
    }

    private static Field field(String what, Map<String, Object> resources) {
        return new Field(what, resources, "", "");
    }

    private static Map<String, Object> rule(boolean allow, String type, int major, int minor, String access) {
        Map<String, Object> rule = new TreeMap<>(Map.of("allow", allow, "type", type, "access", access));
        if (major >= 0) {
            rule.put("major", major);
        }
        if (minor >= 0) {
            rule.put("minor", minor);
        }
        return rule;
    }

    private static Map<String, Object> device(String numbers, String what, long value) {
        String[] parts = numbers.split(":", 2);
        return Map.of("major", Long.parseLong(parts[0]), "minor", Long.parseLong(parts[1]), what, value);
    }

    /** Returns the numbers of a disk, such as {@code 254:0}, or an empty string if there is none. */
    static String disk() {
        File[] disks = new File("/sys/block").listFiles();
        try {
            for (File disk : disks == null ? new File[0] : disks) {
                boolean real = new File(disk, "device").exists();
                if (real
                        && !Files.readString(disk.toPath().resolve("size"))
                                .strip()
                                .equals("0")) {
                    return Files.readString(disk.toPath().resolve("dev")).strip();
                }
            }
        } catch (IOException none) {
            return "";
        }
        return "";
    }
}
