package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits of resources, devices and kernel parameters. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanResourcesIT {

    /** The files of cgroup v1 and v2 that have the limits. */
    private static final List<String> FILES = List.of(
            "memory.limit_in_bytes",
            "memory.soft_limit_in_bytes",
            "memory.memsw.limit_in_bytes",
            "memory.swappiness",
            "memory.max",
            "memory.low",
            "memory.swap.max",
            "cpu.cfs_quota_us",
            "cpu.cfs_period_us",
            "cpu.shares",
            "cpu.max",
            "cpu.weight",
            "cpuset.cpus",
            "cpuset.mems",
            "pids.max",
            "blkio.weight",
            "blkio.bfq.weight",
            "blkio.throttle.read_bps_device",
            "io.max",
            "devices.list");

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    /** Returns the limits of a container as the host has them. */
    private static Map<String, String> limits(PodmanStage stage, String name) throws IOException {
        Map<String, String> limits = new TreeMap<>();
        String pid = stage.inspect(name, "{{.State.Pid}}");
        for (String line : Files.readAllLines(Path.of("/proc", pid, "cgroup"))) {
            String[] fields = line.split(":", 3);
            for (String parent : List.of(fields[1].replace("name=", ""), "unified", "")) {
                Path cgroup = Path.of("/sys/fs/cgroup", parent, fields[2]);
                for (String file : FILES) {
                    Path path = cgroup.resolve(file);
                    if (Files.isRegularFile(path)) {
                        limits.put(file, Files.readString(path).lines().sorted().collect(Collectors.joining("; ")));
                    }
                }
            }
        }
        assertThat(limits).isNotEmpty();
        return limits;
    }

    private static String sleeping(PodmanStage stage, String... options) {
        String[] arguments = java.util.Arrays.copyOf(options, options.length + 3);
        arguments[options.length] = Podman.IMAGE;
        arguments[options.length + 1] = "sleep";
        arguments[options.length + 2] = "1000";
        return stage.start("web", arguments);
    }

    @Test
    void appliesLimits() {
        PODMAN.compare(stage -> {
            String name = sleeping(
                    stage,
                    "--memory",
                    "64m",
                    "--memory-reservation",
                    "32m",
                    "--cpus",
                    "0.5",
                    "--cpu-shares",
                    "512",
                    "--cpuset-cpus",
                    "0",
                    "--pids-limit",
                    "77");
            assertThat(stage.observe("limits", limits(stage, name))).containsEntry("pids.max", "77");
        });
    }

    @Test
    void appliesTheDefaults() {
        PODMAN.compare(stage -> assertThat(stage.observe("limits", limits(stage, sleeping(stage))))
                .containsEntry("pids.max", "2048"));
    }

    @Test
    void updatesLimits() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage, "--memory", "64m", "--pids-limit", "77");
            stage.run("update", "--memory", "128m", "--cpus", "0.25", "--pids-limit", "99", name);
            assertThat(stage.observe("limits", limits(stage, name)).toString()).contains("134217728");
        });
    }

    @Test
    void refusesUpdatesThatTheKernelRefuses() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage);
            stage.normalize("/podman\\d+", "/FILE");
            assertThat(stage.run("update", "--cpuset-cpus", "4000", name).status())
                    .isNotZero();
            stage.observe("limits", limits(stage, name));
        });
    }

    @Test
    void reportsOutOfMemory() {
        PODMAN.compare(stage -> {
            String name = stage.name("web");
            stage.run(
                            "run",
                            "--network",
                            "none",
                            "--name",
                            name,
                            "--memory",
                            "24m",
                            Podman.IMAGE,
                            "sh",
                            "-c",
                            "x=a; while :; do x=$x$x; done")
                    .fails(137);
            assertThat(stage.run("inspect", "--format", "{{.State.OOMKilled}} {{.State.ExitCode}}", name)
                            .ok()
                            .text())
                    .endsWith(" 137");
        });
    }

    @Test
    void limitsProcesses() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "for i in 1 2 3 4 5 6; do sleep 0.5 & done 2>&1; wait; echo done", "--pids-limit", "4")
                        .out())
                .doesNotContain("done"));
    }

    @Test
    void setsUlimits() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "cat /proc/self/limits",
                                "--ulimit",
                                "nofile=100:200",
                                "--ulimit",
                                "core=0:0",
                                "--ulimit",
                                "stack=1048576:2097152",
                                "--ulimit",
                                "nproc=4096:4096")
                        .ok()
                        .out())
                .containsPattern("Max open files +100 +200"));
    }

    @ParameterizedTest
    @CsvSource({
        "kernel.shm_rmid_forced=1, kernel/shm_rmid_forced",
        "net.ipv4.ip_unprivileged_port_start=80, net/ipv4/ip_unprivileged_port_start",
        "fs.mqueue.msg_max=20, fs/mqueue/msg_max"
    })
    void setsSysctls(String setting, String file) {
        PODMAN.compare(
                stage -> assertThat(stage.container("--sysctl", setting, Podman.IMAGE, "cat", "/proc/sys/" + file)
                                .ok()
                                .text())
                        .isEqualTo(setting.replaceAll(".*=", "")));
    }

    @Test
    void addsDevices() {
        PODMAN.compare(stage -> {
            Outcome outcome = stage.script(
                    "ls -l /dev/hx /dev/null | tr -s ' ' | cut -d' ' -f1,3-6,10; head -c 4 /dev/hx | wc -c; echo > /dev/hx",
                    "--device",
                    "/dev/zero:/dev/hx:r");
            assertThat(outcome.out()).contains("4\n");
        });
    }

    @Test
    void addsDirectoriesOfDevices() {
        PODMAN.compare(
                stage -> stage.script("ls /dev | sort", "--device", "/dev/net").status());
    }

    @Test
    void listsDevices() {
        PODMAN.compare(stage -> assertThat(stage.script("ls -l /dev | tr -s ' ' | cut -d' ' -f1,3-6,10-")
                        .ok()
                        .out())
                .contains("1, 3", "ptmx"));
    }

    @Test
    void deniesDevicesByDefault() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "mknod /tmp/mem c 1 1; cat /tmp/mem; mknod /tmp/null c 1 3; echo > /tmp/null && echo allowed",
                                "--cap-add",
                                "MKNOD")
                        .out())
                .isEqualTo("allowed\n"));
    }

    @Test
    void allowsDevicesByRules() {
        PODMAN.compare(stage -> stage.script(
                        "mknod /tmp/k c 1 11; head -c 1 /tmp/k >/dev/null 2>&1; echo $?",
                        "--cap-add",
                        "MKNOD",
                        "--device-cgroup-rule",
                        "c 1:11 rwm")
                .ok());
    }

    @ParameterizedTest
    @CsvSource({"500", "0"})
    void setsTheOomScore(String score) {
        PODMAN.compare(stage -> assertThat(
                        stage.container("--oom-score-adj", score, Podman.IMAGE, "cat", "/proc/self/oom_score_adj")
                                .ok()
                                .text())
                .isEqualTo(score));
    }

    @Test
    void sharesMemorySizes() {
        PODMAN.compare(stage -> assertThat(
                        stage.script("df -k /dev/shm | tail -1 | tr -s ' ' | cut -d' ' -f2", "--shm-size", "3m")
                                .ok()
                                .text())
                .isEqualTo("3072"));
    }

    @Test
    void writesUnifiedSettings() {
        PODMAN.compare(stage -> stage.container("--cgroup-conf", "memory.high=1073741824", Podman.IMAGE, "true")
                .status());
    }

    @Test
    void runsWithoutCgroups() {
        PODMAN.compare(stage -> {
            Outcome outcome = stage.container("--cgroups", "disabled", Podman.IMAGE, "echo", "no cgroups");
            assertThat(outcome.out()).isEqualTo("no cgroups\n");
        });
    }

    @Test
    void runsWithTheCgroupsOfTheCaller() {
        PODMAN.compare(stage -> assertThat(stage.container("--cgroups", "no-conmon", Podman.IMAGE, "echo", "yes")
                        .ok()
                        .text())
                .isEqualTo("yes"));
    }

    @Test
    void usesAParentCgroup() {
        PODMAN.compare(stage -> {
            String parent = "/" + stage.mark() + "-parent";
            String name = sleeping(stage, "--cgroup-parent", parent);
            String pid = stage.inspect(name, "{{.State.Pid}}");
            assertThat(Files.readString(Path.of("/proc", pid, "cgroup"))).contains(parent + "/");
            stage.quietly("rm", "--force", "--time", "0", name);
            stage.program("sh", "-c", "rmdir /sys/fs/cgroup/*" + parent + " /sys/fs/cgroup" + parent + " 2>/dev/null");
        });
    }
}
