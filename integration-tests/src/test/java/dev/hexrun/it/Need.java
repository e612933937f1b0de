package dev.hexrun.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;

/** What a test may need of the machine. */
enum Need {
    /** The tests run as root, with all capabilities. */
    ROOT,
    /** CAP_SYS_RESOURCE, which root has everywhere but in some sandboxes. */
    SYS_RESOURCE,
    /** A v1 hierarchy of the memory, pids, cpu and devices controllers each. */
    CGROUP_V1,
    /** The unified hierarchy at {@code /sys/fs/cgroup}. */
    CGROUP_V2,
    /** A static busybox, which the containers run. */
    BUSYBOX,
    /** The kernel has user namespaces. */
    USER_NAMESPACE,
    /** The kernel has time namespaces (5.6). */
    TIME_NAMESPACE,
    /** An ordinary user may make user namespaces. */
    UNPRIVILEGED_USER_NAMESPACE,
    /** {@code setpriv} of util-linux, to become an ordinary user. */
    SETPRIV,
    /** {@code newuidmap} of shadow, which maps ids that /etc/subuid gives a user. */
    NEWUIDMAP,
    /** {@code unshare} of util-linux, for namespaces that are not the container's own. */
    UNSHARE,
    /** An ordinary user can read the distribution: no folder above it is closed. */
    READABLE_DISTRIBUTION,
    /** The native program with fault injection. */
    FAULTS,
    /** Python, for what neither Java nor a shell can do with sockets. */
    PYTHON,
    /** The program that attacks from inside of a container. */
    ATTACKER,
    /** The program that has system calls fail, and may trace others. */
    INJECTOR,
    /** {@code ip} of iproute2 can make pairs of network devices. */
    VETH,
    /** The program that tells what it sees from inside of a container. */
    PROBE,
    /** runc 1.1.5 is installed, that of Debian 12: it is known how hexrun differs from this one. */
    RUNC_1_1_5,
    /** runc is installed. */
    RUNC,
    /** systemd runs the host, and its library is installed. */
    SYSTEMD;

    /** Why it is not there; empty if it is. */
    String missing() {
        return switch (this) {
            case ROOT ->
                Processes.status(ProcessHandle.current().pid())
                                .getOrDefault("Uid", "")
                                .startsWith("0\t")
                        ? ""
                        : "not root";
            case SYS_RESOURCE -> (effectiveCapabilities() & 1L << 24) != 0 ? "" : "root without CAP_SYS_RESOURCE";
            case CGROUP_V1 ->
                List.of("memory", "pids", "cpu", "devices").stream().allMatch(Cgroups::v1)
                        ? ""
                        : "no cgroup v1 hierarchies of memory, pids, cpu and devices";
            case CGROUP_V2 ->
                Cgroups.v2("memory") && Cgroups.v2("pids") ? "" : "no unified cgroup hierarchy with memory and pids";
            case BUSYBOX ->
                Files.isExecutable(Image.BUSYBOX) ? "" : "no " + Image.BUSYBOX + " (package busybox-static)";
            case USER_NAMESPACE -> namespace("user");
            case TIME_NAMESPACE -> namespace("time");
            case UNPRIVILEGED_USER_NAMESPACE -> unprivileged();
            case SETPRIV -> program("setpriv");
            case NEWUIDMAP -> program("newuidmap");
            case UNSHARE -> program("unshare");
            case READABLE_DISTRIBUTION -> closed(Distribution.program());
            case FAULTS -> Files.isExecutable(Distribution.faultsProgram()) ? "" : "no " + Distribution.faultsProgram();
            case PYTHON -> program("python3");
            case ATTACKER -> Files.isExecutable(Distribution.attacker()) ? "" : "no " + Distribution.attacker();
            case INJECTOR -> Files.isExecutable(Distribution.injector()) ? "" : "no " + Distribution.injector();
            case VETH -> veth();
            case PROBE -> Files.isExecutable(Distribution.probe()) ? "" : "no " + Distribution.probe();
            case RUNC_1_1_5 -> runc("1.1.5");
            case RUNC -> program("runc");
            case SYSTEMD ->
                Files.isDirectory(Path.of("/run/systemd/system"))
                        ? program("systemctl")
                        : "systemd does not run this host";
        };
    }

    private static String closed(Path path) {
        try {
            for (Path folder = path.toRealPath(); folder != null; folder = folder.getParent()) {
                if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return folder + " is closed to ordinary users";
                }
            }
            return "";
        } catch (IOException failed) {
            return failed.toString();
        }
    }

    private static long effectiveCapabilities() {
        String set = Processes.status(ProcessHandle.current().pid()).getOrDefault("CapEff", "0");
        return Long.parseUnsignedLong(set, 16);
    }

    private static String namespace(String type) {
        return Files.exists(Path.of("/proc/self/ns", type)) ? "" : "the kernel has no " + type + " namespaces";
    }

    private static String program(String name) {
        for (String folder : List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return "";
            }
        }
        return "no program " + name;
    }

    private static String runc(String version) {
        if (!RUNC.missing().isEmpty()) {
            return RUNC.missing();
        }
        String said = said("runc", "--version");
        return said.startsWith("runc version " + version) ? "" : "not runc " + version + ", but " + said;
    }

    private static String said(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Await.end(process, Duration.ofSeconds(20)) ? said.strip() : "it hangs";
        } catch (IOException failed) {
            return failed.toString();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String unprivileged() {
        if (!SETPRIV.missing().isEmpty() || !UNSHARE.missing().isEmpty()) {
            return SETPRIV.missing() + " " + UNSHARE.missing();
        }
        return refused(
                "an ordinary user may not make namespaces: ",
                "setpriv",
                "--reuid=65533",
                "--regid=65533",
                "--clear-groups",
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "true");
    }

    private static String veth() {
        if (!program("ip").isEmpty()) {
            return "no program ip (package iproute2)";
        }
        String name = "hxneed" + ProcessHandle.current().pid();
        String missing = refused("no pairs of network devices: ", "ip", "link", "add", name, "type", "veth");
        return missing.isEmpty() ? refused("", "ip", "link", "delete", name) : missing;
    }

    /** Empty if the command succeeds; else the text, and what it says. */
    private static String refused(String text, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Await.end(process, Duration.ofSeconds(20)) && process.exitValue() == 0 ? "" : text + said.strip();
        } catch (IOException failed) {
            return failed.toString();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
