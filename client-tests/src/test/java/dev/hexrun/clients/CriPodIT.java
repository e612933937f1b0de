package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pod sandboxes: their life, namespaces, sysctls and limits. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.CONTAINERD})
class CriPodIT {

    private static final String OWN_USERS = """
            linux { security_context { namespace_options { userns_options {
              mode: POD
              uids { container_id: 0 host_id: 200000 length: 65536 }
              gids { container_id: 0 host_id: 200000 length: 65536 }
            } } } }
            """;

    @RegisterExtension
    static final Scenarios<CriStage> SCENARIOS = Scenarios.with("cri", CriContainerd::open);

    @Test
    @Tag("smoke")
    void podRunsContainer() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod("hostname: \"web\"");
            String container = stage.shell(pod, "", "hostname; echo failed >&2; exit 3");
            assertThat(stage.awaitExit(container)).isEqualTo(3);
            assertThat(stage.recordSortedLog(container)).contains("stdout F web", "stderr F failed");
            CriMessage status = stage.call("PodSandboxStatus", CriStage.podId(pod));
            assertThat(status.text("status.runtime_handler")).isEqualTo(stage.handler());
            assertThat(stage.observe("state", status.text("status.state"))).isEqualTo("SANDBOX_READY");
        });
    }

    @Test
    void runtimeReportsFeaturesOfHandlers() {
        SCENARIOS.compare(stage -> {
            CriMessage status = stage.call("Status", "verbose: true");
            for (CriMessage condition : status.list("status.conditions")) {
                stage.observe("condition " + condition.text("type"), condition.text("status"));
            }
            List<String> features = status.list("runtime_handlers").stream()
                    .filter(handler -> handler.text("name").equals(stage.handler()))
                    .map(handler -> handler.text("features"))
                    .toList();
            stage.observe("features", features);
            if (stage.containerd().isVersion2()) {
                assertThat(features.toString()).contains("recursive_read_only_mounts: true", "user_namespaces: true");
                stage.observe("configuration", stage.call("RuntimeConfig", "").toString());
            }
            assertThat(status.map("info").get("config")).contains("/usr/bin/hexrun");
        });
    }

    @Test
    void podWithUnknownHandlerFails() {
        SCENARIOS.compare(stage -> {
            String request =
                    stage.podRequest(stage.podConfiguration()).replace("\"" + stage.handler() + "\"", "\"absent\"");
            assertThat(stage.fails("RunPodSandbox", request)).contains("no runtime for \"absent\" is configured");
        });
    }

    @Test
    void podThatCannotStartLeavesNothing() {
        SCENARIOS.compare(stage -> {
            String settings = """
                    hostname: "web"
                    linux { security_context { namespace_options { network: NODE } } }
                    """;
            String message = stage.fails("RunPodSandbox", stage.podRequest(stage.podConfiguration(settings)));
            assertThat(message).contains("unable to set hostname without a private UTS namespace");
            assertThat(stage.call("ListPodSandbox", stage.podFilter()).list("items"))
                    .isEmpty();
            assertThat(Cgroups.directories(stage.cgroupParent()).stream()
                            .flatMap(directory -> Cgroups.children(directory).stream()))
                    .isEmpty();
        });
    }

    @Test
    void podsAreListedAndFiltered() {
        SCENARIOS.compare(stage -> {
            String first = stage.pod("labels { key: \"tier\" value: \"front\" }");
            String second = stage.pod("labels { key: \"tier\" value: \"back\" }");
            String filter = "filter { label_selector { key: \"tier\" value: \"front\" } "
                    + "label_selector { key: \"play\" value: \"" + stage.mark() + "\" } }";
            List<CriMessage> found = stage.call("ListPodSandbox", filter).list("items");
            assertThat(found).hasSize(1);
            assertThat(found.getFirst().text("id")).isEqualTo(first);
            assertThat(found.getFirst().text("runtime_handler")).isEqualTo(stage.handler());
            stage.stopPod(second);
            CriMessage stopped = stage.call("PodSandboxStatus", CriStage.podId(second));
            assertThat(stage.observe("state", stopped.text("status.state"))).isEqualTo("SANDBOX_NOTREADY");
        });
    }

    @Test
    void stopOfPodStopsItsContainers() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String polite = stage.idle(pod);
            String stubborn = stage.shell(pod, "", "trap '' TERM; while :; do sleep 1; done");
            stage.stopPod(pod);
            stage.stopPod(pod);
            assertThat(stage.awaitExit(polite)).isIn(0, 137);
            assertThat(stage.awaitExit(stubborn)).isEqualTo(137);
            stage.removePod(pod);
            stage.removePod(pod);
            assertThat(stage.call("ListContainers", stage.containerFilter()).list("containers"))
                    .isEmpty();
        });
    }

    @Test
    void removalOfRunningPodKillsContainers() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String container = stage.idle(pod);
            long pid = stage.pid(container);
            stage.removePod(pod);
            stage.await("end of the process", () -> Proc.commandLine(pid).isEmpty());
            stage.fails("PodSandboxStatus", CriStage.podId(pod));
            stage.fails("ContainerStatus", CriStage.containerId(container));
        });
    }

    /** containerd 2.1 leaves the shim of such a pod, with every runtime. */
    @Test
    void podWhoseProcessIsKilledIsNotReady() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String container = stage.idle(pod);
            ProcessHandle.of(stage.podPid(pod)).orElseThrow().destroyForcibly();
            stage.await(
                    "not ready",
                    () -> stage.call("PodSandboxStatus", CriStage.podId(pod))
                            .text("status.state")
                            .equals("SANDBOX_NOTREADY"));
            assertThat(stage.state(container)).isEqualTo("CONTAINER_RUNNING");
            assertThat(stage.exec(container, "echo", "alive").out()).isEqualTo("alive\n");
            stage.removePod(pod);
            stage.containerd().shims(pod).forEach(ProcessHandle::destroyForcibly);
        });
    }

    @Test
    void containersShareNamespacesOfPod() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String first = stage.idle(pod);
            String second = stage.idle(pod);
            for (String name : List.of("net", "ipc", "uts", "pid", "mnt", "user", "cgroup")) {
                boolean shared = Proc.namespace(stage.pid(first), name).equals(Proc.namespace(stage.pid(second), name));
                boolean host = Proc.namespace(stage.pid(first), name)
                        .equals(Proc.namespace(ProcessHandle.current().pid(), name));
                stage.observe("namespace " + name, (shared ? "shared" : "own") + (host ? ", host's" : ""));
                assertThat(shared)
                        .as(name)
                        .isEqualTo(!List.of("pid", "mnt", "cgroup").contains(name) || host);
            }
            assertThat(stage.exec(first, "sh", "-c", "echo shared > /dev/shm/file && ls -ln /proc/1/exe")
                            .status())
                    .isZero();
            assertThat(stage.exec(second, "cat", "/dev/shm/file").out()).isEqualTo("shared\n");
        });
    }

    @Test
    void containersShareProcessesOfPod() {
        SCENARIOS.compare(stage -> {
            String mode = "linux { security_context { namespace_options { pid: POD } } }";
            String pod = stage.pod(mode);
            String first = stage.idle(pod, mode);
            String second = stage.idle(pod, mode);
            assertThat(stage.exec(first, "cat", "/proc/1/cmdline").out()).startsWith("/bin/sleep");
            assertThat(stage.exec(second, "sh", "-c", "ps -o args | grep -c '[t]rap'")
                            .out())
                    .isEqualTo("2\n");
            stage.stop(first, 5);
            assertThat(stage.awaitExit(first)).isZero();
            assertThat(stage.exec(second, "sh", "-c", "ps -o args | grep -c '[t]rap'")
                            .out())
                    .isEqualTo("1\n");
        });
    }

    /** A container of {@code kubectl debug --target}. */
    @Test
    void containerJoinsProcessesOfAnother() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod("linux { security_context { namespace_options { pid: CONTAINER } } }");
            String target = stage.idle(pod, "linux { security_context { namespace_options { pid: CONTAINER } } }");
            String debug = stage.idle(
                    pod,
                    "linux { security_context { namespace_options { pid: TARGET target_id: \"" + target + "\" } } }");
            assertThat(Proc.namespace(stage.pid(debug), "pid")).isEqualTo(Proc.namespace(stage.pid(target), "pid"));
            assertThat(stage.exec(debug, "sh", "-c", "tr '\\0' ' ' < /proc/1/cmdline")
                            .out())
                    .contains("trap");
            stage.stop(debug, 5);
            assertThat(stage.state(target)).isEqualTo("CONTAINER_RUNNING");
        });
    }

    @Test
    void podWithNamespacesOfHost() {
        SCENARIOS.compare(stage -> {
            String modes = "linux { security_context { namespace_options { network: NODE pid: NODE ipc: NODE } } }";
            String pod = stage.pod(modes);
            String container = stage.idle(pod, modes);
            for (String name : List.of("net", "ipc", "uts", "pid")) {
                assertThat(Proc.namespace(stage.pid(container), name))
                        .as(name)
                        .isEqualTo(Proc.namespace(ProcessHandle.current().pid(), name));
            }
            assertThat(stage.probe(container, 0, "test", "-d", "/proc/" + stage.pid(container))
                            .status())
                    .isZero();
            stage.view(container);
            stage.stop(container, 5);
            assertThat(stage.awaitExit(container)).isZero();
        });
    }

    @Test
    void podSetsSysctls() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod("""
                    linux {
                      sysctls { key: "net.ipv4.ip_forward" value: "1" }
                      sysctls { key: "kernel.shm_rmid_forced" value: "1" }
                      sysctls { key: "net.ipv4.ping_group_range" value: "3 5" }
                    }
                    """);
            String container = stage.idle(pod);
            assertThat(stage.exec(
                                    container,
                                    "cat",
                                    "/proc/sys/net/ipv4/ip_forward",
                                    "/proc/sys/kernel/shm_rmid_forced",
                                    "/proc/sys/net/ipv4/ping_group_range")
                            .out())
                    .isEqualTo("1\n1\n3\t5\n");
        });
    }

    @Test
    void podWithSysctlOfHostFails() {
        SCENARIOS.compare(stage -> {
            String settings = "linux { sysctls { key: \"vm.swappiness\" value: \"10\" } }";
            assertThat(stage.fails("RunPodSandbox", stage.podRequest(stage.podConfiguration(settings))))
                    .contains("vm.swappiness");
        });
    }

    @Test
    void podWithOwnUserNamespace() {
        CriContainerd.assumeVersion2(SCENARIOS, "containerd 1.6 has no user namespaces for pods");
        SCENARIOS.compare(stage -> {
            String pod = stage.pod(OWN_USERS);
            String container = stage.idle(pod, OWN_USERS);
            String view = stage.view(container);
            assertThat(view).contains("uid=0(root)");
            assertThat(Proc.status(stage.pid(container), "Uid")).isEqualTo("200000\t200000\t200000\t200000");
            assertThat(Proc.namespace(stage.pid(container), "user"))
                    .isEqualTo(Proc.namespace(stage.podPid(pod), "user"))
                    .isNotEqualTo(Proc.namespace(ProcessHandle.current().pid(), "user"));
            assertThat(stage.exec(container, "stat", "-c", "%u %g", "/bin/busybox")
                            .out())
                    .isEqualTo("0 0\n");
            assertThat(stage.exec(container, "sh", "-c", "echo new > /root/file && chown 1000 /root/file")
                            .status())
                    .isZero();
            assertThat(stage.exec(container, "mount", "-t", "tmpfs", "none", "/tmp")
                            .status())
                    .isNotZero();
            stage.stop(container, 5);
            assertThat(stage.awaitExit(container)).isZero();
        });
    }

    @Test
    void podWithOwnUserNamespaceMountsVolumesWithMappedIds() {
        CriContainerd.assumeVersion2(SCENARIOS, "containerd 1.6 has no user namespaces for pods");
        SCENARIOS.compare(stage -> {
            String volume = stage.newDirectory("volume").toString();
            String pod = stage.pod(OWN_USERS);
            String container = stage.idle(pod, OWN_USERS, """
                    mounts {
                      host_path: "%s" container_path: "/volume"
                      uidMappings { container_id: 0 host_id: 200000 length: 65536 }
                      gidMappings { container_id: 0 host_id: 200000 length: 65536 }
                    }
                    """.formatted(volume));
            assertThat(stage.exec(
                                    container,
                                    "sh",
                                    "-c",
                                    "id -u > /volume/file; chown 1000:50 /volume/file; "
                                            + "stat -c '%u %g' /volume /volume/file")
                            .out())
                    .isEqualTo("0 0\n1000 50\n");
            assertThat(stage.observe(
                            "on the host",
                            stage.program("stat", "-c", "%u %g", volume, volume + "/file")
                                    .out()))
                    .isEqualTo("0 0\n1000 50\n");
        });
    }

    @Test
    void podHasItsOwnSecurityContext() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod("""
                    linux { security_context {
                      readonly_rootfs: true
                      run_as_user { value: 1000 }
                      run_as_group { value: 1000 }
                      supplemental_groups: 50
                      seccomp { profile_type: RuntimeDefault }
                    } }
                    """);
            long pid = stage.podPid(pod);
            stage.await("the program of the pod", () -> Proc.commandLine(pid).startsWith("/bin/sleep"));
            for (String field :
                    List.of("Uid", "Gid", "Groups", "CapEff", "CapBnd", "CapInh", "NoNewPrivs", "Seccomp")) {
                stage.observe(field, Proc.status(pid, field));
            }
            Proc.mounts(pid).forEach(mount -> stage.observe("mount", mount));
            assertThat(Proc.status(pid, "Uid")).startsWith("1000\t");
            assertThat(Proc.status(pid, "Seccomp")).isEqualTo("2");
        });
    }

    @Test
    void podHasLimits() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod("""
                    linux {
                      overhead { memory_limit_in_bytes: 50000000 cpu_shares: 100 }
                      resources { memory_limit_in_bytes: 100000000 cpu_shares: 200 cpu_quota: 50000 cpu_period: 100000 }
                    }
                    """);
            stage.idle(pod);
            assertThat(stage.recordCgroup(pod)).isNotEmpty();
            stage.observe("directories", Cgroups.directories(stage.cgroupParent() + "/" + pod));
        });
    }

    @Test
    void podReportsStatistics() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String container = stage.shell(pod, "", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; sleep 1000");
            stage.await(
                    "processor time",
                    () -> stage.call("ContainerStats", CriStage.containerId(container))
                                    .number("stats.cpu.usage_core_nano_seconds.value")
                            > 10_000_000);
            CriMessage statistics = stage.call("ContainerStats", CriStage.containerId(container));
            assertThat(statistics.number("stats.memory.working_set_bytes.value"))
                    .isPositive();
            assertThat(statistics.text("stats.attributes.id")).isEqualTo(container);
            if (stage.containerd().isVersion2()) {
                CriMessage ofPod = stage.call("PodSandboxStats", CriStage.podId(pod));
                stage.observe("processes", ofPod.text("stats.linux.process.process_count.value"));
                assertThat(ofPod.list("stats.linux.containers")).hasSize(1);
            }
        });
    }
}
