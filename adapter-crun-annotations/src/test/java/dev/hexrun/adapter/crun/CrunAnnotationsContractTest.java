package dev.hexrun.adapter.crun;

import dev.hexrun.port.extension.ContainerExtension;
import dev.hexrun.testkit.extension.ContainerExtensionContract;
import java.util.List;
import java.util.Map;

class CrunAnnotationsContractTest extends ContainerExtensionContract {

    @Override
    protected ContainerExtension newExtension() {
        return new CrunAnnotations();
    }

    @Override
    protected List<Map<String, String>> accepted() {
        return List.of(
                Map.of("run.oci.keep_original_groups", "1"),
                Map.of("run.oci.hooks.stdout", "/var/log/out"),
                Map.of("run.oci.hooks.stderr", "/var/log/err"),
                Map.of("run.oci.mount_context_type", "rootcontext"),
                Map.of("run.oci.systemd.subgroup", "container"),
                Map.of("run.oci.systemd.subgroup", "container", "run.oci.delegate-cgroup", "init"),
                Map.of("run.oci.seccomp.receiver", "/run/agent.sock"),
                Map.of("run.oci.seccomp_fail_unknown_syscall", "1"),
                Map.of("run.oci.pidfd_receiver", "/run/pidfd.sock"));
    }

    @Override
    protected List<Map<String, String>> refused() {
        return List.of(
                Map.of("run.oci.hooks.stdout", "log"),
                Map.of("run.oci.hooks.stderr", ""),
                Map.of("run.oci.seccomp.receiver", "agent.sock"),
                Map.of("run.oci.pidfd_receiver", "pidfd.sock"),
                Map.of("run.oci.mount_context_type", "seclabel"),
                Map.of("run.oci.systemd.subgroup", "../other"),
                Map.of("run.oci.systemd.subgroup", "/other"),
                Map.of("run.oci.delegate-cgroup", "a/../../b"),
                Map.of("run.oci.handler", "wasm"),
                Map.of("run.oci.seccomp.plugins", "plugin.so"),
                Map.of("run.oci.seccomp_bpf_data", "AAAA"),
                Map.of("run.oci.systemd.force_cgroup_v1", "/sys/fs/cgroup/systemd"));
    }
}
