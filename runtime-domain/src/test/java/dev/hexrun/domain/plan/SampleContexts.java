package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.config.PosixRlimit;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.plan.LaunchContext.Options;
import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.rlimit.Rlimit;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import java.util.List;
import java.util.Optional;

/** The container that {@code spec} describes, and the host it runs on, for tests to vary. */
final class SampleContexts {

    static final HostProperties ROOT = new HostProperties(true, 0, 0, "", "", true);
    static final HostProperties USER =
            new HostProperties(false, 1000, 1000, "/usr/bin/newuidmap", "/usr/bin/newgidmap", true);

    private SampleContexts() {}

    static LaunchContext create(Configuration configuration) {
        return context(configuration, StartMode.LATER, ROOT);
    }

    static LaunchContext run(Configuration configuration) {
        return context(configuration, StartMode.IMMEDIATE, ROOT);
    }

    static LaunchContext context(Configuration configuration, StartMode start, HostProperties host) {
        return context(configuration, start, host, Optional.empty(), ProcessStreams.NONE);
    }

    static LaunchContext context(
            Configuration configuration,
            StartMode start,
            HostProperties host,
            Optional<String> notifyFolder,
            ProcessStreams streams) {
        return LaunchContext.builder()
                .id(ContainerId.of("web"))
                .bundle("/bundle")
                .rootfs("/bundle/rootfs")
                .configuration(configuration)
                .start(start)
                .startFifo("/run/hexrun/web/exec.fifo")
                .host(host)
                .cgroups(new CgroupMountView(
                        false,
                        List.of(
                                new CgroupMountView.Hierarchy(
                                        "cpu,cpuacct", List.of("cpu", "cpuacct"), "/sys/fs/cgroup/cpu,cpuacct/web"),
                                new CgroupMountView.Hierarchy(
                                        "systemd", List.of("name=systemd"), "/sys/fs/cgroup/systemd/web"))))
                .notifyDirectory(notifyFolder)
                .addJoinCgroupSteps(new ProcessStep.ReachSyncPoint(SyncPoint.LAUNCHER_READY))
                .addCallerEnvironment("CALLER=environment")
                .options(new Options(true, true, streams))
                .build();
    }

    static LaunchContext filtering(Configuration configuration, SeccompFilter filter) {
        return filtering(configuration, StartMode.LATER, filter);
    }

    static LaunchContext filtering(Configuration configuration, StartMode start, SeccompFilter filter) {
        return LaunchContext.builder()
                .from(context(configuration, start, ROOT))
                .filter(filter)
                .build();
    }

    static LaunchContext with(LaunchContext context, Options options) {
        return LaunchContext.builder().from(context).options(options).build();
    }

    static Configuration.Builder standard() {
        return Configuration.builder()
                .ociVersion("1.3.0")
                .process(process().build())
                .root(new Root("rootfs", true))
                .hostname("hexrun")
                .addMounts(mount("/proc", "proc", "proc"))
                .addMounts(mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"))
                .addMounts(mount(
                        "/dev/pts",
                        "devpts",
                        "devpts",
                        "nosuid",
                        "noexec",
                        "newinstance",
                        "ptmxmode=0666",
                        "mode=0620",
                        "gid=5"))
                .addMounts(mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"))
                .addMounts(mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"))
                .addMounts(mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"))
                .addMounts(mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"))
                .linux(linux().build());
    }

    static Process.Builder process() {
        List<String> capabilities = List.of("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE");
        return Process.builder()
                .addArgs("sh")
                .addEnv("PATH=/usr/bin:/bin", "TERM=xterm")
                .cwd("/")
                .capabilities(LinuxCapabilities.builder()
                        .addAllBounding(capabilities)
                        .addAllEffective(capabilities)
                        .addAllPermitted(capabilities)
                        .build())
                .addRlimits(new PosixRlimit(Rlimit.RLIMIT_NOFILE, 1024, 1024))
                .noNewPrivileges(true);
    }

    static Linux.Builder linux() {
        return Linux.builder()
                .addNamespaces(newNamespace(LinuxNamespaceType.PID))
                .addNamespaces(newNamespace(LinuxNamespaceType.NETWORK))
                .addNamespaces(newNamespace(LinuxNamespaceType.IPC))
                .addNamespaces(newNamespace(LinuxNamespaceType.UTS))
                .addNamespaces(newNamespace(LinuxNamespaceType.MOUNT))
                .addMaskedPaths("/proc/kcore", "/sys/firmware")
                .addReadonlyPaths("/proc/bus", "/proc/sys");
    }

    static LinuxNamespace newNamespace(LinuxNamespaceType type) {
        return LinuxNamespace.builder().type(type).build();
    }

    static LinuxNamespace joined(LinuxNamespaceType type, String path) {
        return LinuxNamespace.builder().type(type).path(path).build();
    }

    static Mount mount(String destination, String type, String source, String... options) {
        return Mount.builder()
                .destination(destination)
                .type(type)
                .source(source)
                .addOptions(options)
                .build();
    }

    static String text(LaunchPlan plan) {
        StringBuilder text = new StringBuilder();
        for (Step step : plan.steps()) {
            text.append(step.actor().label())
                    .append(": ")
                    .append(step.describe())
                    .append('\n');
        }
        return text.toString();
    }
}
