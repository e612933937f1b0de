package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Security contexts of containers. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.CONTAINERD})
class CriSecurityIT {

    @RegisterExtension
    static final Scenarios<CriStage> SCENARIOS = Scenarios.with("cri", CriContainerd::open);

    private static String context(String settings) {
        return "linux { security_context { " + settings + " } }";
    }

    private static String view(CriStage stage, String settings) {
        String pod = stage.pod();
        return stage.view(stage.idle(pod, context(settings)));
    }

    @Test
    void defaults() {
        SCENARIOS.compare(stage ->
                assertThat(view(stage, "")).contains("uid=0(root)", "CapEff:\t00000000a80425fb", "Seccomp:\t"));
    }

    @Test
    void userAndGroups() {
        SCENARIOS.compare(stage -> assertThat(
                        view(
                                stage,
                                "run_as_user { value: 1000 } run_as_group { value: 2000 } supplemental_groups: 3000 supplemental_groups: 50"))
                .contains("uid=1000(ann) gid=2000", "3000", "CapEff:\t0000000000000000"));
    }

    @Test
    void userByName() {
        SCENARIOS.compare(stage -> assertThat(view(stage, "run_as_username: \"ann\""))
                .contains("uid=1000(ann) gid=1000(ann)", "50(staff)"));
    }

    @Test
    void groupsOfImageAreIgnored() {
        CriContainerd.assumeVersion2(SCENARIOS, "containerd 1.6 has no policy for groups");
        SCENARIOS.compare(stage -> {
            assertThat(view(stage, "run_as_user { value: 1000 } supplemental_groups_policy: Strict"))
                    .contains("uid=1000(ann)")
                    .doesNotContain("staff");
        });
    }

    @Test
    void unknownUserId() {
        SCENARIOS.compare(
                stage -> assertThat(view(stage, "run_as_user { value: 54321 }")).contains("uid=54321 gid=0(root)"));
    }

    @Test
    void noNewPrivileges() {
        SCENARIOS.compare(stage -> assertThat(view(stage, "no_new_privs: true")).contains("NoNewPrivs:\t1"));
    }

    @Test
    void capabilities() {
        SCENARIOS.compare(stage -> {
            assertThat(view(stage, "capabilities { drop_capabilities: \"ALL\" }"))
                    .contains("CapBnd:\t0000000000000000");
            assertThat(
                            view(
                                    stage,
                                    "capabilities { drop_capabilities: \"ALL\" add_capabilities: \"NET_BIND_SERVICE\" add_capabilities: \"SYS_TIME\" }"))
                    .contains("CapEff:\t0000000002000400");
            view(stage, "run_as_user { value: 1000 } capabilities { add_capabilities: \"NET_ADMIN\" }");
        });
    }

    @Test
    void unknownCapabilityIsIgnored() {
        SCENARIOS.compare(stage -> {
            assertThat(view(stage, "capabilities { add_capabilities: \"FLY\" add_capabilities: \"SYS_TIME\" }"))
                    .contains("CapEff:\t00000000aa0425fb");
        });
    }

    @Test
    void ambientCapabilities() {
        SCENARIOS.compare(stage -> {
            view(stage, "run_as_user { value: 1000 } capabilities { add_ambient_capabilities: \"NET_BIND_SERVICE\" }");
        });
    }

    @Test
    void rootFileSystemIsReadOnly() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod(), context("readonly_rootfs: true"));
            assertThat(stage.exec(container, "touch", "/new").err()).contains("Read-only file system");
            assertThat(stage.exec(container, "touch", "/dev/shm/new").status()).isZero();
            stage.view(container);
        });
    }

    @Test
    void privileged() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod(context("privileged: true"));
            String container = stage.idle(pod, context("privileged: true"));
            assertThat(stage.view(container)).contains("Seccomp:\t0");
            assertThat(stage.exec(container, "mount", "-t", "tmpfs", "none", "/tmp")
                            .status())
                    .isZero();
            stage.exec(container, "sh", "-c", "ls -d /dev/fuse /dev/kvm /dev/loop-control /dev/mem 2> /dev/null");
            stage.recordCgroup(container);
        });
    }

    @Test
    void seccompProfiles() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String standard = stage.idle(pod, context("seccomp { profile_type: RuntimeDefault }"));
            assertThat(stage.exec(standard, "unshare", "-U", "true").status()).isNotZero();
            assertThat(stage.exec(standard, "grep", "^Seccomp:", "/proc/self/status")
                            .out())
                    .isEqualTo("Seccomp:\t2\n");
            String none = stage.idle(pod, context("seccomp { profile_type: Unconfined }"));
            assertThat(stage.exec(none, "grep", "^Seccomp:", "/proc/self/status")
                            .out())
                    .isEqualTo("Seccomp:\t0\n");
            Path profile = Files.writeString(stage.directory().resolve("profile.json"), """
                    {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
                      {"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38},
                      {"names": ["sched_yield"], "action": "SCMP_ACT_KILL_PROCESS"}]}
                    """);
            String local =
                    stage.idle(pod, context("seccomp { profile_type: Localhost localhost_ref: \"" + profile + "\" }"));
            assertThat(stage.exec(local, "mkdir", "/tmp/new").err()).contains("Function not implemented");
        });
    }

    @Test
    void seccompProfileIsUnusable() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            stage.failsToRun(
                    pod,
                    context("seccomp { profile_type: Localhost localhost_ref: \"/absent/profile.json\" }"),
                    "true");
            Path profile = Files.writeString(stage.directory().resolve("profile.json"), """
                    {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_NONE"], "syscalls": []}
                    """);
            assertThat(stage.failsToRun(
                            pod,
                            context("seccomp { profile_type: Localhost localhost_ref: \"" + profile + "\" }"),
                            "true"))
                    .isNotEmpty();
        });
    }

    @Test
    void maskedAndReadOnlyPaths() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(
                    stage.pod(),
                    context("masked_paths: \"/etc/group\" masked_paths: \"/home\" masked_paths: \"/absent\" "
                            + "readonly_paths: \"/root\" readonly_paths: \"/proc/sys\""));
            assertThat(stage.exec(container, "sh", "-c", "cat /etc/group; ls -A /home; touch /root/x")
                            .err())
                    .contains("Read-only file system");
            stage.view(container);
        });
    }

    @Test
    void pathsAreNotMasked() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod(), context("seccomp { profile_type: Unconfined }"));
            stage.exec(container, "sh", "-c", "ls -d /proc/kcore /proc/sysrq-trigger; cat /proc/sys/kernel/hostname");
            assertThat(stage.exec(container, "sh", "-c", "echo x > /proc/sys/kernel/hostname")
                            .status())
                    .isZero();
        });
    }

    @Test
    void devices() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod(), """
                    devices { host_path: "/dev/null" container_path: "/dev/nothing" permissions: "rw" }
                    devices { host_path: "/dev/zero" container_path: "/dev/deep/zero" permissions: "r" }
                    """);
            assertThat(stage.exec(container, "sh", "-c", "echo x > /dev/nothing && stat -c '%t %T %a' /dev/nothing")
                            .out())
                    .startsWith("1 3 ");
            stage.exec(container, "sh", "-c", "head -c 3 /dev/deep/zero | od -c; echo x > /dev/deep/zero");
            assertThat(stage.exec(container, "sh", "-c", "mknod /tmp/kmsg c 1 11 && cat /tmp/kmsg")
                            .status())
                    .isNotZero();
            stage.recordCgroup(container);
        });
    }

    @Test
    void deviceOfHostIsMissing() {
        SCENARIOS.compare(stage -> {
            String settings =
                    "devices { host_path: \"/dev/absent\" container_path: \"/dev/absent\" permissions: \"rwm\" }";
            assertThat(stage.failsToRun(stage.pod(), settings, "true")).contains("/dev/absent");
        });
    }

    @Test
    void lowPortIsOpenToUsers() {
        CriContainerd.assumeVersion2(SCENARIOS, "containerd 1.6 does not set it for this network");
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod(), context("run_as_user { value: 1000 }"));
            assertThat(stage.exec(container, "cat", "/proc/sys/net/ipv4/ip_unprivileged_port_start")
                            .out())
                    .isEqualTo("0\n");
        });
    }
}
