package dev.hexrun.app.bundle;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.inspect.DescribeFeatures;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.config.PosixRlimit;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.rlimit.Rlimit;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** The example configuration that {@code spec} writes. */
public final class BundleTemplate {

    private static final List<String> CAPABILITIES = List.of("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE");

    private static final List<String> MASKED_PATHS = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/sys/firmware",
            "/proc/scsi");

    private static final List<String> READONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private final CommandContext context;

    /**
     * Creates the use case.
     *
     * @param context the caller; a rootless configuration maps its user and group
     */
    @Inject
    public BundleTemplate(CommandContext context) {
        this.context = context;
    }

    /** The kind of user that the bundle is written for. */
    public enum Audience {
        /** Root. */
        ROOT,
        /** The caller, without root privileges. */
        ROOTLESS
    }

    /**
     * Creates the configuration.
     *
     * @param audience the user that the bundle is written for
     * @param unified whether cgroup v2 is the host's only hierarchy; if so, the container gets a cgroup namespace
     * @return a valid configuration that runs a shell in {@code rootfs}
     */
    public Configuration configuration(Audience audience, boolean unified) {
        return Configuration.builder()
                .ociVersion(DescribeFeatures.SPECIFICATION)
                .process(process())
                .root(new Root("rootfs", true))
                .hostname("hexrun")
                .mounts(mounts(audience))
                .linux(linux(audience, unified))
                .build();
    }

    private static Process process() {
        return Process.builder()
                .terminal(true)
                .addArgs("sh")
                .addEnv("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm")
                .cwd("/")
                .capabilities(LinuxCapabilities.builder()
                        .bounding(CAPABILITIES)
                        .effective(CAPABILITIES)
                        .permitted(CAPABILITIES)
                        .build())
                .addRlimits(new PosixRlimit(Rlimit.RLIMIT_NOFILE, 1024, 1024))
                .noNewPrivileges(true)
                .build();
    }

    private static List<Mount> mounts(Audience audience) {
        List<String> pts = new ArrayList<>(List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"));
        if (audience == Audience.ROOT) {
            pts.add("gid=5");
        }
        List<Mount> mounts = new ArrayList<>();
        mounts.add(mount("/proc", "proc", "proc", List.of()));
        mounts.add(mount("/dev", "tmpfs", "tmpfs", List.of("nosuid", "strictatime", "mode=755", "size=65536k")));
        mounts.add(mount("/dev/pts", "devpts", "devpts", pts));
        mounts.add(mount("/dev/shm", "tmpfs", "shm", List.of("nosuid", "noexec", "nodev", "mode=1777", "size=65536k")));
        mounts.add(mount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")));
        mounts.add(
                audience == Audience.ROOT
                        ? mount("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", "ro"))
                        : mount("/sys", "none", "/sys", List.of("rbind", "nosuid", "noexec", "nodev", "ro")));
        mounts.add(mount("/sys/fs/cgroup", "cgroup", "cgroup", List.of("nosuid", "noexec", "nodev", "relatime", "ro")));
        return mounts;
    }

    private static Mount mount(String destination, String type, String source, List<String> options) {
        return Mount.builder()
                .destination(destination)
                .type(type)
                .source(source)
                .options(options)
                .build();
    }

    private Linux linux(Audience audience, boolean unified) {
        Linux.Builder linux = Linux.builder();
        if (audience == Audience.ROOTLESS) {
            linux.addUidMappings(new LinuxIdMapping(0, Integer.toUnsignedLong(context.uid()), 1));
            linux.addGidMappings(new LinuxIdMapping(0, Integer.toUnsignedLong(context.gid()), 1));
        } else {
            LinuxDeviceCgroup denied =
                    LinuxDeviceCgroup.builder().allow(false).access("rwm").build();
            linux.resources(LinuxResources.builder().addDevices(denied).build());
        }
        return linux.namespaces(namespaces(audience, unified))
                .maskedPaths(MASKED_PATHS)
                .readonlyPaths(READONLY_PATHS)
                .build();
    }

    private static List<LinuxNamespace> namespaces(Audience audience, boolean unified) {
        List<LinuxNamespaceType> types = new ArrayList<>();
        types.add(LinuxNamespaceType.PID);
        if (audience == Audience.ROOT) {
            types.add(LinuxNamespaceType.NETWORK);
        }
        types.add(LinuxNamespaceType.IPC);
        types.add(LinuxNamespaceType.UTS);
        types.add(LinuxNamespaceType.MOUNT);
        if (unified) {
            types.add(LinuxNamespaceType.CGROUP);
        }
        if (audience == Audience.ROOTLESS) {
            types.add(LinuxNamespaceType.USER);
        }
        List<LinuxNamespace> namespaces = new ArrayList<>();
        for (LinuxNamespaceType type : types) {
            namespaces.add(LinuxNamespace.builder().type(type).build());
        }
        return namespaces;
    }
}
