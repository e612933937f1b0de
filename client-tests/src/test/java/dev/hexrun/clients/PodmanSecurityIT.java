package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Capabilities, seccomp, masked paths and privileged containers. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanSecurityIT {

    private static final String STATUS = "grep -E '^(Cap|NoNewPrivs|Seccomp:|Groups)' /proc/self/status";

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    @Test
    void confinesContainersByDefault() {
        PODMAN.compare(
                stage -> assertThat(stage.script(STATUS).ok().out()).contains("CapEff:\t00000000", "Seccomp:\t2"));
    }

    @ParameterizedTest
    @CsvSource({
        "--cap-drop=all",
        "--cap-add=sys_resource",
        "--cap-add=all",
        "--security-opt=no-new-privileges",
        "--security-opt=seccomp=unconfined",
        "--user=1000:1000",
        "--privileged"
    })
    void changesPrivileges(String option) {
        PODMAN.compare(
                stage -> assertThat(stage.script(STATUS, option).ok().out()).contains("CapEff"));
    }

    @Test
    void givesUsersCapabilities() {
        PODMAN.compare(stage -> assertThat(stage.script(STATUS, "--user", "1000", "--cap-add", "net_bind_service")
                        .ok()
                        .out())
                .contains("CapEff:\t0000000000000400"));
    }

    @Test
    void runsPrivileged() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "mount -t tmpfs t /mnt 2>/dev/null || mount -t tmpfs t /home && echo mounted;"
                                        + " [ -w /proc/sys/kernel/hostname ] && echo writable; ls /dev | wc -l",
                                "--privileged")
                        .ok()
                        .out())
                .startsWith("mounted\nwritable\n"));
    }

    @Test
    void appliesASeccompProfile() {
        PODMAN.compare(stage -> {
            Path profile = stage.file("profile.json", """
                    {"defaultAction": "SCMP_ACT_ALLOW",
                     "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28},
                                  {"names": ["chmod", "fchmodat"], "action": "SCMP_ACT_ERRNO"}]}
                    """);
            assertThat(stage.script("mkdir /tmp/d; chmod 700 /tmp; echo end", "--security-opt", "seccomp=" + profile)
                            .err())
                    .contains("No space left on device", "Operation not permitted");
        });
    }

    @Test
    void killsBySeccomp() {
        PODMAN.compare(stage -> {
            Path profile = stage.file("profile.json", """
                    {"defaultAction": "SCMP_ACT_ALLOW",
                     "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_KILL_PROCESS"}]}
                    """);
            assertThat(stage.script("mkdir /tmp/d; echo $?", "--security-opt", "seccomp=" + profile)
                            .text())
                    .isEqualTo("159");
        });
    }

    @Test
    void masksPaths() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "wc -c < /proc/meminfo; ls /proc/acpi 2>&1 | wc -l; cat /proc/kcore | wc -c; ls /sys/firmware | wc -l;"
                                        + " touch /proc/sys/kernel/x 2>&1; echo 1 > /proc/sysrq-trigger",
                                "--security-opt",
                                "mask=/proc/meminfo",
                                "--security-opt",
                                "unmask=/proc/acpi")
                        .out())
                .startsWith("0\n"));
    }

    @Test
    void masksPathsByDefault() {
        PODMAN.compare(stage -> {
            List<String> script = new ArrayList<>();
            for (String path : List.of(
                    "/proc/acpi",
                    "/proc/kcore",
                    "/proc/keys",
                    "/proc/timer_list",
                    "/proc/scsi",
                    "/sys/firmware",
                    "/proc/asound",
                    "/proc/bus",
                    "/proc/fs",
                    "/proc/irq",
                    "/proc/sys",
                    "/proc/sysrq-trigger")) {
                script.add("echo " + path + "; stat -c '%F' " + path + "; [ -w " + path + " ] && echo writable;"
                        + " ls -A " + path + " | wc -l");
            }
            stage.script(String.join("; ", script).replace("/proc/sys;", "/proc/sys/kernel;"));
        });
    }

    @Test
    void ignoresSetuidWithNoNewPrivileges() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "cp /bin/busybox /tmp/id && chmod 4755 /tmp/id && su ann -c '/tmp/id id -u; id -u'",
                                "--security-opt",
                                "no-new-privileges")
                        .out())
                .doesNotContain("0\n1000"));
    }
}
