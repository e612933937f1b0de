package dev.hexrun.adapter.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.MountInfo;
import dev.hexrun.port.host.ProcessStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinuxHostTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path root;

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Host facts() {
        return new LinuxHost(root.toString());
    }

    @Test
    void readsTheFirstMountsOfAnotherProcess() throws IOException {
        file("proc/42/mountinfo", """
                1 2 0:3 / / rw - ext4 /dev/sda1 rw
                not a mount
                3 1 0:4 / /mnt/\u00e9\\040x rw - tmpfs t rw
                4 1 0:5 / /sys rw - sysfs s rw
                """);
        assertThat(facts().mountsOf(42, 2)).extracting(MountInfo::mountPoint).containsExactly("/", "/mnt/\u00e9 x");
        assertThat(facts().mountsOf(42, 100)).hasSize(3);
        assertThat(facts().mountsOf(42, 0)).isEmpty();
        assertThat(facts().mountsOf(43, 100)).isEmpty();
    }

    @Test
    void readsEveryFact() throws IOException {
        file("proc/sys/kernel/osrelease", "6.12.107-cloud-amd64\n");
        file(
                "proc/self/status",
                "Name:\tx\nUmask:\t0022\nUid:\t1000\t1001\t1002\t1003\nGid:\t5\t4294967294\t7\t8\nGroups:\t\n");
        file("proc/self/uid_map", "         0          0 4294967295\n");
        file("proc/self/gid_map", "         0       1000          1\n         1     100000      65536\n");
        file("proc/self/mountinfo", "1 2 0:3 / /mnt rw - tmpfs t rw\n");
        file("proc/self/cgroup", "4:memory:/user.slice\n0::/init.scope\n");
        file("proc/filesystems", "nodev\tproc\n\text4\nnodev\toverlay\n");
        file("proc/self/ns/time", "");
        Files.createDirectories(root.resolve("run/systemd/system"));

        Host facts = facts();
        assertThat(facts.kernelRelease()).isEqualTo("6.12.107-cloud-amd64");
        assertThat(facts.effectiveUid()).isEqualTo(1001);
        assertThat(facts.effectiveGid()).isEqualTo(-2);
        assertThat(facts.inUserNamespace()).isFalse();
        assertThat(facts.uidMap().procFormat()).isEqualTo("0 0 4294967295\n");
        assertThat(facts.gidMap().procFormat()).isEqualTo("0 1000 1\n1 100000 65536\n");
        assertThat(facts.mounts())
                .singleElement()
                .satisfies(m -> assertThat(m.mountPoint()).isEqualTo("/mnt"));
        assertThat(facts.ownCgroups()).containsExactly("4:memory:/user.slice", "0::/init.scope");
        assertThat(facts.fileSystems()).containsExactly("proc", "ext4", "overlay");
        assertThat(facts.hasNamespace("time")).isTrue();
        assertThat(facts.hasNamespace("ipc")).isFalse();
        assertThat(facts.systemdRunning()).isTrue();
    }

    @Test
    void readsEachFactOnce_onFirstUse() throws IOException {
        Host facts = facts();
        file("proc/sys/kernel/osrelease", "6.1\n");
        file("proc/self/cgroup", "0::/a\n");
        assertThat(facts.kernelRelease()).isEqualTo("6.1");
        assertThat(facts.ownCgroups()).containsExactly("0::/a");
        file("proc/sys/kernel/osrelease", "6.2\n");
        file("proc/self/cgroup", "0::/b\n");
        assertThat(facts.kernelRelease()).isEqualTo("6.1");
        assertThat(facts.ownCgroups()).containsExactly("0::/a");
    }

    @Test
    void toleratesAMissingProc() {
        Host facts = facts();
        assertThat(facts.kernelRelease()).isEmpty();
        assertThat(facts.effectiveUid()).isEqualTo(-1);
        assertThat(facts.inUserNamespace()).isFalse();
        assertThat(facts.uidMap().ranges()).isEmpty();
        assertThat(facts.gidMap().ranges()).isEmpty();
        assertThat(facts.mounts()).isEmpty();
        assertThat(facts.fileSystems()).isEmpty();
        assertThat(facts.systemdRunning()).isFalse();
        assertThat(new LinuxHostProvider().probe(facts).usable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "         0       1000          1\n",
                "         0          0      65536\n",
                "         1          1 4294967294\n",
                "         0     100000      65536\n     65536       1000          1\n",
                "garbage\n",
                "\n"
            })
    void isInAUserNamespace_unlessAllIdsMapToThemselves(String uidMap) {
        assertThat(LinuxHost.inUserNamespace(uidMap)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"amd64,x86_64", "aarch64,aarch64", "arm,armv7l", "x86,i686", "riscv64,riscv64", "loong64,loongarch64"})
    void namesArchitecturesAsTheKernelDoes(String java, String kernel) {
        assertThat(LinuxHost.architecture(java)).isEqualTo(kernel);
    }

    @ParameterizedTest
    @CsvSource({
        "'Name:\tx\nCapPrm:\t000001fffeffffff\n', 000001fffeffffff",
        "'CapPrm:\t0000000000000000\n', 0",
        "'CapEff:\t1\n', ffffffffffffffff",
        "'CapPrm:\tx\n', ffffffffffffffff"
    })
    void readsItsCapabilities(String status, String mask) {
        assertThat(LinuxHost.capabilities(status, "CapPrm:")).isEqualTo(Long.parseUnsignedLong(mask, 16));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Uid:\n", "Uid:\t1\n", "Uid:\tx\ty\n", "Gid:\t1\t2\t3\t4\n"})
    void isUnprivileged_whenTheStatusIsUnreadable(String status) {
        assertThat(LinuxHost.effectiveId(status, "Uid:")).isEqualTo(-1);
    }

    @Test
    void findsProcesses() throws IOException {
        file("proc/7/stat", "7 (a) b) S 1 7 7 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 99 0 0\n");
        var processes = new LinuxHost(root.toString()).processes();
        assertThat(processes.find(7)).contains(new ProcessStat(7, "a) b", 'S', 1, 99));
        assertThat(processes.find(8)).isEmpty();
        assertThat(processes.find(0)).isEmpty();
        assertThat(processes.find(-7)).isEmpty();
    }

    @Test
    void findsUsers() throws IOException {
        file("etc/passwd", """
                root:x:0:0:root:/root:/bin/bash
                # a comment
                :x:5:5::/:
                broken
                short:x
                toor:x:0:0::/:/bin/sh
                unmapped:x:4294967294:65534:unmapped:/:/usr/sbin/nologin
                """);
        var processes = new LinuxHost(root.toString()).processes();
        assertThat(processes.userName(0)).contains("root");
        assertThat(processes.userName(-2)).contains("unmapped");
        assertThat(processes.userName(5)).isEmpty();
        assertThat(processes.userName(1)).isEmpty();
    }

    @Test
    void matchesTheCurrentHost() {
        Host facts = new LinuxHostProvider().create();
        assertThat(facts.kernelRelease()).isEqualTo(System.getProperty("os.version"));
        assertThat(facts.mounts())
                .anySatisfy(mount -> assertThat(mount.mountPoint()).isEqualTo("/"));
        assertThat(facts.fileSystems()).contains("proc");
        assertThat(facts.hasNamespace("mnt")).isTrue();
        assertThat(facts.hasNamespace("nope")).isFalse();
        assertThat(List.of("x86_64", "aarch64", "riscv64", "s390x", "ppc64le", "i686", "armv7l", "loongarch64"))
                .contains(facts.architecture());
        int pid = (int) ProcessHandle.current().pid();
        assertThat(facts.processes().find(pid)).hasValueSatisfying(stat -> {
            assertThat(stat.pid()).isEqualTo(pid);
            assertThat(stat.isDead()).isFalse();
            assertThat(stat.startTime()).isPositive();
        });
    }
}
