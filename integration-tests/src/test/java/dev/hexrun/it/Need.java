package dev.hexrun.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;

/** A requirement of a test on the machine. */
enum Need {
    /** The tests run as root, with all capabilities. */
    ROOT,
    /** CAP_SYS_RESOURCE, which root has except in some sandboxes. */
    SYS_RESOURCE,
    /** v1 hierarchies with the memory, pids, cpu and devices controllers. */
    CGROUP_V1,
    /** A v2 hierarchy at {@code /sys/fs/cgroup}. */
    CGROUP_V2,
    /** A static busybox for the containers. */
    BUSYBOX,
    /** Support for user namespaces in the kernel. */
    USER_NAMESPACE,
    /** Support for time namespaces in the kernel (5.6). */
    TIME_NAMESPACE,
    /** The permission of unprivileged users to create user namespaces. */
    UNPRIVILEGED_USER_NAMESPACE,
    /** {@code setpriv} of util-linux, to run commands as an unprivileged user. */
    SETPRIV,
    /** {@code newuidmap} of shadow, which maps the ids that /etc/subuid gives to a user. */
    NEWUIDMAP,
    /** {@code unshare} of util-linux, for namespaces outside of containers. */
    UNSHARE,
    /** Permission of other users to read the distribution and to search the directories above it. */
    READABLE_DISTRIBUTION,
    /** The native program with fault injection. */
    FAULTS,
    /** Python, for socket operations that neither Java nor a shell provides. */
    PYTHON,
    /** The program that attacks from inside a container. */
    ATTACKER,
    /** The program that makes system calls fail, and the permission to trace. */
    INJECTOR,
    /** {@code ip} of iproute2, and kernel support for pairs of network devices. */
    VETH,
    /** The program that reports what it sees in a container. */
    PROBE,
    /** runc 1.1.5, the version of Debian 12, whose differences to hexrun are known. */
    RUNC_1_1_5,
    /** Any version of runc. */
    RUNC,
    /** Podman. */
    PODMAN,
    /** A kernel with AppArmor enabled, and the program that loads profiles. */
    APPARMOR,
    /** A kernel without AppArmor, or with AppArmor disabled. */
    NO_APPARMOR,
    /** Any version of crun. */
    CRUN,
    /** AppArmor or SELinux, which Podman uses by default. */
    SECURITY_MODULE,
    /** A host that runs systemd, and its library. */
    SYSTEMD,
    /** A kernel that enforces a policy of SELinux with the types of containers, and {@code chcon} of coreutils. */
    SELINUX;

    /** Returns why the requirement is not met, or an empty string. */
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
                Cgroups.v2("memory") && Cgroups.v2("pids") ? "" : "no cgroup v2 hierarchy with memory and pids";
            case BUSYBOX ->
                Files.isExecutable(Image.BUSYBOX) ? "" : "no " + Image.BUSYBOX + " (package busybox-static)";
            case USER_NAMESPACE -> namespace("user");
            case TIME_NAMESPACE -> namespace("time");
            case UNPRIVILEGED_USER_NAMESPACE -> unprivileged();
            case SETPRIV -> program("setpriv");
            case NEWUIDMAP -> program("newuidmap");
            case UNSHARE -> program("unshare");
            case READABLE_DISTRIBUTION -> inaccessible(Distribution.program());
            case FAULTS -> Files.isExecutable(Distribution.faultsProgram()) ? "" : "no " + Distribution.faultsProgram();
            case PYTHON -> program("python3");
            case ATTACKER -> Files.isExecutable(Distribution.attacker()) ? "" : "no " + Distribution.attacker();
            case INJECTOR -> Files.isExecutable(Distribution.injector()) ? "" : "no " + Distribution.injector();
            case VETH -> veth();
            case PROBE -> Files.isExecutable(Distribution.probe()) ? "" : "no " + Distribution.probe();
            case RUNC_1_1_5 -> runc("1.1.5");
            case RUNC -> program("runc");
            case PODMAN -> program("podman");
            case APPARMOR ->
                appArmorEnabled()
                        ? (program("apparmor_parser").isEmpty() ? "" : "no apparmor_parser (package apparmor)")
                        : "the kernel has no AppArmor, or it is disabled";
            case NO_APPARMOR -> appArmorEnabled() ? "AppArmor is enabled" : "";
            case CRUN -> program("crun");
            case SECURITY_MODULE ->
                APPARMOR.missing().isEmpty() || SELINUX.missing().isEmpty() ? "" : "neither AppArmor nor SELinux";
            case SYSTEMD ->
                Files.isDirectory(Path.of("/run/systemd/system"))
                        ? program("systemctl")
                        : "systemd does not run this host";
            case SELINUX -> Selinux.missing();
        };
    }

    private static boolean appArmorEnabled() {
        try {
            return Files.readString(Path.of("/sys/module/apparmor/parameters/enabled"))
                    .startsWith("Y");
        } catch (IOException missing) {
            return false;
        }
    }

    private static String inaccessible(Path path) {
        try {
            for (Path directory = path.toRealPath(); directory != null; directory = directory.getParent()) {
                if (!Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return directory + " is not accessible to other users";
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
        for (String directory :
                List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")) {
            if (Files.isExecutable(Path.of(directory, name))) {
                return "";
            }
        }
        return "no program " + name;
    }

    private static String runc(String version) {
        if (!RUNC.missing().isEmpty()) {
            return RUNC.missing();
        }
        String output = output("runc", "--version");
        return output.startsWith("runc version " + version) ? "" : "runc " + version + " required, found: " + output;
    }

    private static String output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Await.endsWithin(process, Duration.ofSeconds(20)) ? output.strip() : "timeout";
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
        return failureOf(
                "unprivileged users cannot create user namespaces: ",
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
        String missing =
                failureOf("cannot create a pair of network devices: ", "ip", "link", "add", name, "type", "veth");
        return missing.isEmpty() ? failureOf("", "ip", "link", "delete", name) : missing;
    }

    /** Returns an empty string if the command succeeds; otherwise a text followed by the command's output. */
    private static String failureOf(String text, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Await.endsWithin(process, Duration.ofSeconds(20)) && process.exitValue() == 0
                    ? ""
                    : text + output.strip();
        } catch (IOException failed) {
            return failed.toString();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
