package dev.hexrun.app.doctor;

import dev.hexrun.domain.capability.Capability;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.MountInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The checks of the kernel: its release, its features, and the privileges of the caller. */
final class KernelChecks {

    private static final int MAJOR = 5;
    private static final int MINOR = 14;

    private static final List<String> NAMESPACES = List.of("mnt", "pid", "net", "ipc", "uts", "cgroup", "user", "time");

    private static final List<String> FILE_SYSTEMS = List.of("proc", "sysfs", "tmpfs", "devpts", "mqueue");

    /** The capabilities that the runtime itself uses when root creates a container with the usual configuration. */
    private static final List<Capability> NEEDED = List.of(
            Capability.CAP_SYS_ADMIN,
            Capability.CAP_CHOWN,
            Capability.CAP_DAC_OVERRIDE,
            Capability.CAP_FOWNER,
            Capability.CAP_KILL,
            Capability.CAP_MKNOD,
            Capability.CAP_NET_ADMIN,
            Capability.CAP_SETGID,
            Capability.CAP_SETPCAP,
            Capability.CAP_SETUID,
            Capability.CAP_SYS_CHROOT,
            Capability.CAP_SYS_RESOURCE);

    private static final Path SECCOMP_ACTIONS = Path.of("/proc/sys/kernel/seccomp/actions_avail");

    private static final String BINFMT_MISC = "/proc/sys/fs/binfmt_misc";

    private KernelChecks() {}

    static Finding kernel(Host host) {
        String name = "kernel";
        String detail = "Linux " + host.kernelRelease() + ", " + host.architecture();
        if (host.kernelRelease().isEmpty()) {
            return Finding.fails(name, "the release of the kernel is unknown: /proc is not mounted", "mount /proc");
        }
        return isAtLeast(host.kernelRelease())
                ? Finding.works(name, detail)
                : Finding.fails(
                        name,
                        detail + ": hexrun needs Linux " + MAJOR + "." + MINOR + " or newer",
                        "install a newer kernel");
    }

    /** Returns whether a release is new enough; an unusual one counts as new. */
    private static boolean isAtLeast(String release) {
        int dot = release.indexOf('.');
        int end = dot + 1;
        while (dot > 0 && end < release.length() && Character.isDigit(release.charAt(end))) {
            end++;
        }
        try {
            int major = Integer.parseInt(dot < 0 ? release : release.substring(0, dot));
            return major > MAJOR || (major == MAJOR && Integer.parseInt(release.substring(dot + 1, end)) >= MINOR);
        } catch (NumberFormatException unusual) {
            return true;
        }
    }

    static Finding namespaces(Host host) {
        String name = "namespaces";
        List<String> missing = new ArrayList<>();
        for (String type : NAMESPACES) {
            if (!host.hasNamespace(type)) {
                missing.add(type);
            }
        }
        if (missing.isEmpty()) {
            return Finding.works(name, String.join(", ", NAMESPACES));
        }
        String detail = "the kernel has no namespaces of the types " + String.join(", ", missing);
        String advice = "use a kernel with CONFIG_NAMESPACES and the options for these types";
        return missing.contains("mnt") || missing.contains("pid")
                ? Finding.fails(name, detail, advice)
                : Finding.limited(name, detail + "; a configuration that requests one fails", advice);
    }

    static Finding fileSystems(Host host) {
        String name = "file-systems";
        List<String> missing = new ArrayList<>(FILE_SYSTEMS);
        missing.removeAll(host.fileSystems());
        if (!missing.isEmpty()) {
            return Finding.limited(
                    name,
                    "the kernel does not list " + String.join(", ", missing)
                            + ", which usual configurations mount; a module may be loaded on demand",
                    missing.contains("mqueue")
                            ? "use a kernel with CONFIG_POSIX_MQUEUE, or remove the mount of /dev/mqueue"
                            : "use a kernel with these file systems");
        }
        return Finding.works(name, String.join(", ", FILE_SYSTEMS));
    }

    static Finding privileges(Host host, boolean rootless) {
        String name = "privileges";
        if (rootless) {
            return Finding.works(name, "not root: containers need a user namespace");
        }
        List<String> missing = new ArrayList<>();
        long permitted = host.permittedCapabilities();
        for (Capability capability : NEEDED) {
            if ((permitted & (1L << capability.number())) == 0) {
                missing.add(capability.name());
            }
        }
        String who = host.inUserNamespace() ? "root of a user namespace" : "root";
        if (missing.isEmpty()) {
            return Finding.works(name, who + " with the necessary capabilities");
        }
        String detail = who + " without " + String.join(", ", missing);
        String advice = "give the surrounding container or service these capabilities, for example with --privileged "
                + "or CapabilityBoundingSet=";
        return missing.contains(Capability.CAP_SYS_ADMIN.name())
                ? Finding.fails(name, detail + ": namespaces and mounts need it", advice)
                : Finding.limited(name, detail + ": settings that need one are refused", advice);
    }

    /** Checks whether a new procfs can be mounted: in a user namespace only if all of the caller's is visible. */
    static Finding procfs(Host host, boolean rootless) {
        String name = "procfs";
        List<String> covers = new ArrayList<>();
        boolean mounted = false;
        for (MountInfo mount : host.mounts()) {
            String path = mount.mountPoint();
            if (path.equals("/proc")) {
                mounted = mount.type().equals("proc");
            } else if (path.startsWith("/proc/") && !path.startsWith(BINFMT_MISC)) {
                covers.add(path);
            }
        }
        if (!mounted) {
            return Finding.fails(name, "no procfs is mounted at /proc", "mount -t proc proc /proc");
        }
        if (covers.isEmpty() || (!rootless && !host.inUserNamespace())) {
            return Finding.works(name, "mounted at /proc");
        }
        return Finding.limited(
                name,
                "mounts cover " + first(covers) + ": the kernel refuses a new procfs in a user namespace",
                "start the surrounding container without masked paths (podman: --security-opt unmask=ALL, Kubernetes: "
                        + "procMount: Unmasked), or bind-mount /proc");
    }

    private static String first(List<String> paths) {
        return paths.getFirst() + (paths.size() == 1 ? "" : " and " + (paths.size() - 1) + " more");
    }

    static Finding seccomp(Host host, String compilers) {
        String name = "seccomp";
        String actions = host.files().read(SECCOMP_ACTIONS);
        if (actions.isEmpty()) {
            return Finding.limited(
                    name,
                    "the kernel has no seccomp filters (" + SECCOMP_ACTIONS + " is missing): profiles are refused",
                    "use a kernel with CONFIG_SECCOMP_FILTER, or configurations without linux.seccomp");
        }
        return compilers.isEmpty()
                ? Finding.works(name, "filters with the actions " + actions.replace(" ", ", "))
                : Finding.limited(
                        name,
                        "no compiler for profiles is usable: " + compilers
                                + ": configurations with a profile are refused, " + "such as those of engines",
                        "install libseccomp (Debian: libseccomp2), or run containers with the engine's option for no "
                                + "profile");
    }
}
