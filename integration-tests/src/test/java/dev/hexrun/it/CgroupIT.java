package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The cgroups of containers as the host sees them: config-linux.md, "Control groups". */
@Requires({Need.ROOT, Need.BUSYBOX})
class CgroupIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    @Test
    void limitsMemoryPidsAndCpu() throws IOException {
        Bundle bundle = host.bundle()
                .args("true")
                .set("/linux/resources/memory", Map.of("limit", 64 * 1024 * 1024, "reservation", 32 * 1024 * 1024))
                .set("/linux/resources/pids", Map.of("limit", 17))
                .set("/linux/resources/cpu", Map.of("shares", 512, "quota", 50000, "period", 100000));
        long init = host.pid(host.create(bundle));
        assertThat(Cgroups.read(init, "memory", "memory.limit_in_bytes", "memory.max"))
                .isEqualTo("67108864");
        assertThat(Cgroups.read(init, "memory", "memory.soft_limit_in_bytes", "memory.low"))
                .isEqualTo("33554432");
        assertThat(Cgroups.read(init, "pids", "pids.max", "pids.max")).isEqualTo("17");
        if (Cgroups.v1("cpu")) {
            Path cpu = Cgroups.directory(init, "cpu");
            assertThat(cpu.resolve("cpu.shares")).hasContent("512");
            assertThat(cpu.resolve("cpu.cfs_quota_us")).hasContent("50000");
            assertThat(cpu.resolve("cpu.cfs_period_us")).hasContent("100000");
        } else {
            Path group = Cgroups.directory(init, "");
            assertThat(group.resolve("cpu.max")).hasContent("50000 100000");
            assertThat(group.resolve("cpu.weight")).hasContent("59");
        }
    }

    @Test
    void limitsCpusets() throws IOException {
        Bundle bundle = host.bundle().args("true").set("/linux/resources/cpu", Map.of("cpus", "0", "mems", "0"));
        long init = host.pid(host.create(bundle));
        assertThat(Cgroups.read(init, "cpuset", "cpuset.cpus", "cpuset.cpus")).isEqualTo("0");
        assertThat(Processes.status(init).getOrDefault("Cpus_allowed_list", "")).isEqualTo("0");
    }

    @Test
    void enforcesThePidsLimit() {
        Bundle bundle = host.bundle()
                .set("/linux/resources/pids", Map.of("limit", 4))
                .script("for i in 1 2 3 4 5 6; do sleep 1 & done; echo $?; wait");
        Outcome outcome = host.run(bundle);
        assertThat(outcome.err()).contains("can't fork");
    }

    @Test
    void killsAProgramThatExceedsItsMemory() {
        Bundle bundle = host.bundle()
                .set("/linux/resources/memory", Map.of("limit", 16 * 1024 * 1024, "swap", 16 * 1024 * 1024))
                .args("dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1");
        assertThat(host.run(bundle).status()).isEqualTo(137);
    }

    @Test
    void startsWithOneMebibyteOfMemory() {
        Bundle bundle = host.bundle()
                .set("/linux/resources/memory", Map.of("limit", 1024 * 1024))
                .args("echo", "small");
        assertThat(host.output(bundle)).isEqualTo("small\n");
    }

    @Test
    void reportsThatTheMemoryLimitIsTooLowToStart() {
        Bundle bundle = host.bundle()
                .set("/linux/resources/memory", Map.of("limit", 4096))
                .args("true");
        Outcome outcome = host.run(bundle);
        assertThat(outcome.failure()).containsIgnoringCase("memory");
        host.assertNothingLeft();
    }

    @Test
    void createsTheCgroupAtCgroupsPath() {
        String parent = host.newId();
        String child = host.newId();
        Bundle bundle = host.bundle().args("true").set("/linux/cgroupsPath", "/" + parent + "/x/../../../" + child);
        long init = host.pid(host.create(bundle));
        assertThat(Processes.text(init, "cgroup")).contains(":/" + child + "\n").doesNotContain(parent);
    }

    @Test
    void joinsEveryHierarchy() {
        String id = host.create(host.bundle().args("true"));
        assertThat(Processes.text(host.pid(id), "cgroup").lines())
                .filteredOn(line -> !line.startsWith("0::"))
                .allMatch(line -> line.endsWith("/" + id));
    }

    @Test
    void refusesACgroupThatIsInUse() {
        String path = "/" + host.newId();
        host.create(host.bundle().args("true").set("/linux/cgroupsPath", path));
        assertThat(host.run(host.bundle().args("true").set("/linux/cgroupsPath", path))
                        .failure())
                .contains("container's cgroup is not empty: 1 process(es) found");
        assertThat(host.stateDirectories()).hasSize(1);
    }

    @Test
    void removesCgroupsBelowTheContainersOwn() throws IOException {
        String id = host.create(host.bundle().args("sleep", "100000"));
        Path group = Cgroups.directory(host.pid(id), Cgroups.v1("memory") ? "memory" : "");
        Files.createDirectories(group.resolve("below/deep"));
        host.hexrun("delete", "--force", id).ok();
        assertThat(group).doesNotExist();
        host.assertNothingLeft();
    }

    @Test
    void deletesAContainerWhoseCgroupIsGone() throws IOException {
        String id = host.start(host.bundle().args("true"));
        long init =
                Processes.descendants(ProcessHandle.current().pid()).getFirst().pid();
        host.exit(init);
        for (Path group : Cgroups.named(id).reversed()) {
            Files.delete(group);
        }
        host.hexrun("delete", id).ok();
    }

    /**
     * A shell exits if it cannot fork, which lets another one fork: the bomb continues until it is killed. The first
     * process does not fork again, so it lives until the container is deleted.
     */
    @Test
    void limitsAForkBombAndDeletesIt() throws IOException {
        String id = host.start(host.bundle()
                .set("/linux/resources/pids", Map.of("limit", 24))
                .script("bomb() { while :; do (bomb) & done; }; bomb 2> /dev/null & exec sleep 100000"));
        long init = host.pid(id);
        Path group = Cgroups.directory(init, Cgroups.v1("pids") ? "pids" : "");
        Await.until("a rejected fork", () -> rejectedForks(group) > 0);
        assertThat(Long.parseLong(
                        Files.readString(group.resolve("pids.current")).strip()))
                .isLessThanOrEqualTo(24);
        host.hexrun("delete", "--force", id).ok();
        assertThat(Processes.alive(init)).isFalse();
        host.assertNothingLeft();
    }

    private static long rejectedForks(Path group) {
        try {
            return Long.parseLong(
                    Files.readString(group.resolve("pids.events")).strip().split("\\s+", -1)[1]);
        } catch (IOException gone) {
            return 0;
        }
    }

    /**
     * Compares the share of CPU time counted by the kernel, and measured in the container, with the limit: at most a
     * tenth above it, even on a busy host. If a hypervisor pauses the machine and its clock, the process exceeds its
     * share until the kernel has compensated.
     */
    @Test
    void enforcesTheCpuQuota() throws IOException {
        double share = 0.1;
        Bundle bundle = host.bundle()
                .set("/root/readonly", false)
                .set("/linux/resources/cpu", Map.of("quota", 10_000, "period", 100_000))
                .script("now() { read -r up rest < /proc/uptime; now=${up%.*}${up#*.}; }; "
                        + "ticks() { read -r stat < /proc/self/stat; set -- ${stat##*) }; ticks=$((${12} + ${13})); }; "
                        // The time used to create the container also counts for this process.
                        + "now; from=$now; ticks; before=$ticks; next=$((from + 300)); "
                        + "while :; do while [ $now -lt $next ]; do now; done; ticks; "
                        + "echo $((ticks - before)) $((now - from)) > /report.new; mv /report.new /report; "
                        + "next=$((now + 100)); done");
        String id = host.start(bundle);
        Path cpu = Cgroups.directory(host.pid(id), Cgroups.v1("cpu") ? "cpu" : "");
        Path usage = Cgroups.directory(host.pid(id), Cgroups.v1("cpuacct") ? "cpuacct" : "");
        Path report = bundle.rootfs().resolve("report");
        Await.until("a report from the container", () -> Files.exists(report));
        // On a host that is so busy that the process gets less than its share, it is not throttled.
        Await.until("throttling", () -> cpuStat(cpu, "nr_throttled") > 10);
        long throttled = cpuStat(cpu, "nr_throttled");
        // In a period with throttling, the process used its whole share; in no period it used more.
        assertThat(cpuSeconds(usage)).isGreaterThan(0.9 * share * throttled / 10);
        Await.until("CPU time within the quota", () -> {
            double used = cpuSeconds(usage);
            return used <= 1.1 * share * (cpuStat(cpu, "nr_periods") + 1) / 10;
        });
        Await.until("CPU time within the quota, measured in the container", () -> {
            List<String> inside = List.of(text(report).strip().split(" ", -1));
            double ticks = Double.parseDouble(inside.getFirst());
            return ticks >= 1 && ticks <= 1.1 * share * Double.parseDouble(inside.getLast()) + 2;
        });
        host.hexrun("delete", "--force", id).ok();
    }

    /** Returns the CPU time counted by the kernel, in seconds. */
    private static double cpuSeconds(Path group) {
        return Cgroups.v1("cpuacct")
                ? Double.parseDouble(text(group.resolve("cpuacct.usage"))) / 1e9
                : cpuStat(group, "usage_usec") / 1e6;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long cpuStat(Path group, String name) {
        return text(group.resolve("cpu.stat"))
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void deniesOneDeviceAndAllowsAnother() {
        Bundle bundle = host.bundle()
                .add(
                        "/linux/devices",
                        Map.of("path", "/dev/mine", "type", "c", "major", 1, "minor", 3),
                        Map.of("path", "/dev/log", "type", "c", "major", 1, "minor", 11))
                .set(
                        "/linux/resources/devices",
                        List.of(
                                Map.of("allow", false, "access", "rwm"),
                                Map.of("allow", true, "type", "c", "major", 1, "minor", 3, "access", "rw")))
                .script("(: < /dev/log) 2> /dev/null || echo denied; echo x > /dev/mine && echo allowed");
        assertThat(host.output(bundle)).isEqualTo("denied\nallowed\n");
    }

    @Test
    @Requires({Need.CGROUP_V2, Need.USER_NAMESPACE})
    void delegatesTheCgroupToRootOfTheContainer() throws IOException {
        for (String option : List.of("rw", "ro")) {
            Bundle bundle = host.bundle()
                    .removeMount("/sys/fs/cgroup")
                    .mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", option)
                    .namespace("cgroup", "")
                    .namespace("user", "")
                    .add("/linux/uidMappings", Map.of("containerID", 0, "hostID", 100_000, "size", 65_536))
                    .add("/linux/gidMappings", Map.of("containerID", 0, "hostID", 100_000, "size", 65_536))
                    .args("sleep", "100000");
            host.program(List.of(
                            "chown", "-R", "100000:100000", bundle.directory().toString()))
                    .run()
                    .ok();
            Path group = Cgroups.directory(host.pid(host.create(bundle)), "");
            Object owner = option.equals("rw") ? 100_000 : 0;
            assertThat(Files.getAttribute(group, "unix:uid")).as(option).isEqualTo(owner);
            assertThat(Files.getAttribute(group.resolve("cgroup.procs"), "unix:uid"))
                    .as(option)
                    .isEqualTo(owner);
            assertThat(Files.getAttribute(group.resolve("pids.max"), "unix:uid"))
                    .as(option)
                    .isEqualTo(0);
        }
    }

    @Test
    @Requires(Need.CGROUP_V1)
    void thawsAndKillsAFrozenContainer() throws IOException {
        String id = host.start(host.bundle().args("sleep", "100000"));
        long init = host.pid(id);
        Path state = Cgroups.directory(init, "freezer").resolve("freezer.state");
        Files.writeString(state, "FROZEN");
        assertThat(host.state(id).status()).isEqualTo("paused");
        host.hexrun("delete", "--force", id).ok();
        assertThat(Processes.alive(init)).isFalse();
        host.assertNothingLeft();
    }
}
