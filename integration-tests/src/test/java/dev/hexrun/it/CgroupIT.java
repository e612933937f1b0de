package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cgroups as the host sees them: config-linux.md, "Control groups". */
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
            Path cpu = Cgroups.folder(init, "cpu");
            assertThat(cpu.resolve("cpu.shares")).hasContent("512");
            assertThat(cpu.resolve("cpu.cfs_quota_us")).hasContent("50000");
            assertThat(cpu.resolve("cpu.cfs_period_us")).hasContent("100000");
        } else {
            Path group = Cgroups.folder(init, "");
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
    void saysSoWhenTheMemoryIsTooSmallToStart() {
        Bundle bundle = host.bundle()
                .set("/linux/resources/memory", Map.of("limit", 4096))
                .args("true");
        Outcome outcome = host.run(bundle);
        assertThat(outcome.failure()).containsIgnoringCase("memory");
        host.assertNothingLeft();
    }

    @Test
    void placesTheContainerWhereItsPathSays() {
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
        assertThat(host.stateFolders()).hasSize(1);
    }

    @Test
    void removesCgroupsThatTheContainerMadeBelowItsOwn() throws IOException {
        String id = host.create(host.bundle().args("sleep", "100"));
        Path group = Cgroups.folder(host.pid(id), Cgroups.v1("memory") ? "memory" : "");
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

    @Test
    @Requires(Need.CGROUP_V1)
    void thawsAndKillsAFrozenContainer() throws IOException {
        String id = host.start(host.bundle().args("sleep", "100"));
        long init = host.pid(id);
        Path state = Cgroups.folder(init, "freezer").resolve("freezer.state");
        Files.writeString(state, "FROZEN");
        assertThat(host.state(id).status()).isEqualTo("paused");
        host.hexrun("delete", "--force", id).ok();
        assertThat(Processes.alive(init)).isFalse();
        host.assertNothingLeft();
    }
}
