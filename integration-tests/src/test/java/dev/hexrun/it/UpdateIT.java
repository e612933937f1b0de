package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Changing limits of a living container. */
@Requires({Need.ROOT, Need.BUSYBOX})
class UpdateIT {

    private static final long MIB = 1024 * 1024;

    @RegisterExtension
    final TestHost host = new TestHost();

    @Test
    void changesOnlyTheGivenLimits() throws IOException {
        String id = host.create(host.bundle()
                .args("true")
                .set("/linux/resources/pids", Map.of("limit", 20))
                .set("/linux/resources/memory", Map.of("limit", 32 * MIB, "reservation", 24 * MIB)));
        host.hexrun("update", "--memory", "50M", id).ok();
        assertThat(memory(id)).isEqualTo(Long.toString(50 * MIB));
        assertThat(pids(id)).isEqualTo("20");
        host.hexrun("update", id, "--pids-limit", "-1", "--memory-reservation=1m")
                .ok();
        assertThat(pids(id)).isEqualTo("max");
        assertThat(memory(id)).isEqualTo(Long.toString(50 * MIB));
        assertThat(Cgroups.read(host.pid(id), "memory", "memory.soft_limit_in_bytes", "memory.low"))
                .isEqualTo(Long.toString(MIB));
        host.hexrun("update", "--pids-limit", "0", id).ok();
        assertThat(pids(id)).isEqualTo("1");
    }

    @Test
    void keepsQuotaAndPeriodBetweenUpdates() throws IOException {
        String id = host.create(host.bundle().args("true"));
        host.hexrun("update", "--cpu-quota", "30000", id).ok();
        assertThat(quota(id)).isEqualTo("30000 100000");
        host.hexrun("update", "--cpu-period", "50000", id).ok();
        assertThat(quota(id)).isEqualTo("30000 50000");
        host.hexrun("update", "--cpu-quota", "-1", id).ok();
        assertThat(quota(id)).isIn("-1 50000", "max 50000");
    }

    @Test
    void changesMemoryAndSwapTogether() throws IOException {
        String id = host.create(host.bundle().args("true"));
        for (long size : new long[] {30, 60, 20, 40}) {
            host.hexrun("update", "--memory", size + "M", "--memory-swap", size + 20 + "M", id)
                    .ok();
            assertThat(memory(id)).isEqualTo(Long.toString(size * MIB));
        }
        host.hexrun("update", "--memory", "50M", id).ok();
        assertThat(memory(id)).isEqualTo(Long.toString(50 * MIB));
        assertThat(host.hexrun("update", "--memory", "70M", id).failure())
                .contains("memory+swap limit should be >= memory limit");
        host.hexrun("update", "--memory", "-1", id).ok();
        assertThat(memory(id)).isIn("max", "9223372036854771712");
    }

    @Test
    void readsLimitsFromAFileAndFromStandardInput() throws IOException {
        String id = host.start(host.bundle().args("sleep", "100000"));
        Path file = host.directory().resolve("limits.json");
        Files.writeString(file, "{\"pids\": {\"limit\": 31}, \"memory\": null, \"devices\": []}");
        host.hexrun("update", "--resources", file.toString(), "--memory", "1", id)
                .ok();
        assertThat(pids(id)).isEqualTo("31");
        int limit = 40;
        for (String[] flags : new String[][] {{"--resources", "-"}, {"--resources=-"}, {"-r", "-"}}) {
            limit++;
            String[] arguments = new String[flags.length + 2];
            arguments[0] = "update";
            System.arraycopy(flags, 0, arguments, 1, flags.length);
            arguments[flags.length + 1] = id;
            host.command(arguments)
                    .stdin("{\"pids\": {\"limit\": " + limit + "}}")
                    .run()
                    .ok();
            assertThat(pids(id)).isEqualTo(Integer.toString(limit));
        }
        assertThat(host.command("update", "-r", "-", id).stdin("{").run().failure())
                .contains("resources: ");
        assertThat(host.command("update", "-r", "-", id)
                        .stdin("{\"pids\": {\"limit\": \"x\"}}")
                        .run()
                        .failure())
                .contains("/pids/limit");
        assertThat(pids(id)).isEqualTo("43");
    }

    @Test
    @Requires(Need.PYTHON)
    void readsLimitsFromPipesAndSockets() throws IOException {
        String id = host.create(host.bundle().args("true"));
        String update = Distribution.program() + " --root " + host.stateRoot() + " update -r - " + id;
        host.program(List.of("sh", "-c", "(printf '{\"pids\":'; sleep 0.2; echo '{\"limit\": 51}}') | " + update))
                .run()
                .ok();
        assertThat(pids(id)).isEqualTo("51");
        host.program(List.of(
                        "python3",
                        "-c",
                        """
                import socket, subprocess, sys
                ours, theirs = socket.socketpair()
                child = subprocess.Popen(sys.argv[1:], stdin=theirs)
                theirs.close()
                ours.sendall(b'{"pids": {"limit": 52}}')
                ours.shutdown(socket.SHUT_WR)
                sys.exit(child.wait())
                """,
                        Distribution.program().toString(),
                        "--root",
                        host.stateRoot().toString(),
                        "update",
                        "-r",
                        "-",
                        id))
                .run()
                .ok();
        assertThat(pids(id)).isEqualTo("52");
    }

    @Test
    @Requires({Need.SETPRIV, Need.READABLE_DISTRIBUTION})
    void readsLimitsFromAPipeOfAnotherUser() throws IOException {
        Path runtime = Files.createDirectory(host.directory().resolve("runtime"));
        host.program(List.of("chown", "65533", runtime.toString())).run().ok();
        Outcome outcome = host.program(List.of(
                        "sh",
                        "-c",
                        "echo '{}' | setpriv --reuid=65533 --regid=65533 --clear-groups --inh-caps=-all "
                                + Distribution.program() + " update -r - missing-id"))
                .with("XDG_RUNTIME_DIR", runtime.toString())
                .run();
        assertThat(outcome.failure()).isEqualTo("update missing-id: container does not exist");
    }

    @Test
    void rollsBackAllChangesOnFailure() throws IOException {
        String id = host.create(host.bundle()
                .args("true")
                .set("/linux/resources/pids", Map.of("limit", 20))
                .set("/linux/resources/memory", Map.of("limit", 32 * MIB))
                .set("/linux/resources/cpu", Map.of("shares", 512, "quota", 50_000, "period", 100_000)));
        assertThat(host.hexrun("update", "--memory", "64M", "--pids-limit", "30", "--cpu-quota", "5", id)
                        .failure())
                .startsWith("update " + id + ": /linux/resources/cpu/quota: write ")
                .endsWith(": invalid argument");
        assertThat(memory(id)).isEqualTo(Long.toString(32 * MIB));
        assertThat(pids(id)).isEqualTo("20");
        assertThat(quota(id)).isEqualTo("50000 100000");
        host.hexrun("update", "--cpu-period", "90000", id).ok();
        assertThat(quota(id)).isEqualTo("50000 90000");
    }

    @Test
    void setsAndClearsCpuIdle() throws IOException {
        String id = host.create(host.bundle().args("true").set("/linux/resources/cpu", Map.of("shares", 512)));
        for (String idle : List.of("1", "0", "1")) {
            host.hexrun("update", "--cpu-idle", idle, id).ok();
            assertThat(Cgroups.read(host.pid(id), "cpu", "cpu.idle", "cpu.idle"))
                    .isEqualTo(idle);
        }
        host.hexrun("update", "--cpu-period", "50000", id).ok();
        assertThat(host.hexrun("update", "--cpu-idle", "2", id).failure()).contains("/linux/resources/cpu/idle");
        assertThat(Cgroups.read(host.pid(id), "cpu", "cpu.idle", "cpu.idle")).isEqualTo("1");
    }

    @Test
    void acceptsAPausedContainerAndRejectsAStoppedOne() throws IOException {
        String id = host.start(host.bundle().args("sleep", "100000"));
        long init = host.pid(id);
        host.hexrun("pause", id).ok();
        host.hexrun("update", "--pids-limit", "30", id).ok();
        assertThat(pids(id)).isEqualTo("30");
        assertThat(host.state(id).status()).isEqualTo("paused");
        host.hexrun("resume", id).ok();
        host.hexrun("kill", id, "KILL").ok();
        host.exit(init);
        assertThat(host.hexrun("update", "--pids-limit", "31", id).failure()).contains("container not running");
    }

    @Test
    void rejectsAMemoryLimitBelowTheCurrentUsage() throws IOException {
        String id = host.start(host.bundle().args("sleep", "100000"));
        assertThat(host.command("update", "-r", "-", id)
                        .stdin("{\"memory\": {\"limit\": 4096, \"checkBeforeUpdate\": true}}")
                        .run()
                        .failure())
                .contains("unable to set memory limit to 4096 (current usage: ", "peak usage: ");
        assertThat(host.state(id).status()).isEqualTo("running");
    }

    @Test
    void doesNotChangeDeviceRules() throws IOException {
        Bundle bundle = host.bundle().script("while :; do echo x > /dev/null || echo denied; done");
        String id = host.start(bundle);
        long init = host.pid(id);
        for (int i = 0; i < 5; i++) {
            host.hexrun("update", "--pids-limit", Integer.toString(30 + i), id).ok();
        }
        host.hexrun("kill", id, "KILL").ok();
        host.exit(init);
        host.hexrun("delete", id).ok();
    }

    @Test
    @Requires(Need.CGROUP_V2)
    void writesUnifiedFiles() throws IOException {
        String id = host.create(host.bundle().args("true"));
        host.command("update", "-r", "-", id)
                .stdin("{\"unified\": {\"cpu.max\": \"max 100000\", \"cpu.weight\": \"16\", \"pids.max\": \"10\"}}")
                .run()
                .ok();
        assertThat(pids(id)).isEqualTo("10");
        assertThat(Cgroups.directory(host.pid(id), "").resolve("cpu.weight")).hasContent("16");
    }

    private String memory(String id) throws IOException {
        return Cgroups.read(host.pid(id), "memory", "memory.limit_in_bytes", "memory.max");
    }

    private String pids(String id) throws IOException {
        return Cgroups.read(host.pid(id), "pids", "pids.max", "pids.max");
    }

    /** Returns the quota and the period. */
    private String quota(String id) throws IOException {
        String first = Cgroups.read(host.pid(id), "cpu", "cpu.cfs_quota_us", "cpu.max");
        return Cgroups.v1("cpu")
                ? first + " " + Cgroups.read(host.pid(id), "cpu", "cpu.cfs_period_us", "cpu.max")
                : first;
    }
}
