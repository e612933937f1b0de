package dev.hexrun.clients;

import static dev.hexrun.clients.AcceptedDifference.better;
import static dev.hexrun.clients.AcceptedDifference.different;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The accepted differences of containers of Docker. */
final class DockerDifferences {

    private static final String EXEC_FORMAT =
            "if execve(2) fails, hexrun and runc since 1.2 give the status 255, runc 1.1 gives 1";
    private static final String CAPABILITIES =
            "runc 1.1 fails for the capabilities that root of this host does not have";
    private static final int CAP_SYS_RESOURCE = 24;

    private DockerDifferences() {}

    static List<AcceptedDifference> all() {
        List<AcceptedDifference> all = new ArrayList<>(List.of(
                better(
                                play("run: mounts"),
                                "file systems that mask a path have nosuid, nodev, noexec, and no room for files")
                        .in("stdout", "/proc/acpi tmpfs ro,relatime", "/proc/acpi tmpfs ro,nosuid,nodev,noexec"),
                different(play("mistake: interpreter not found"), EXEC_FORMAT)
                        .in("status", "1", "255")
                        .with("runc 1.1"),
                different(play("mistake: not a program"), EXEC_FORMAT)
                        .in("status", "1", "255")
                        .with("runc 1.1"),
                different(play("exec: interpreter not found"), EXEC_FORMAT)
                        .in("status", "1", "255")
                        .with("runc 1.1"),
                different(play("exec: not a program"), EXEC_FORMAT)
                        .in("status", "1", "255")
                        .with("runc 1.1"),
                better(play("run: status file of the program"), "no signal is ignored")
                        .in("stdout", "SigIgn:\t0000000080000000", "SigIgn:\t0000000000000000")
                        .with("runc 1.1"),
                better(
                                "DockerUserNamespaceIT.plays users: mounts",
                                "devices and masks are mounted with nosuid and noexec")
                        .in("stdout", "/dev/null devtmpfs rw,relatime", "/dev/null devtmpfs rw,nosuid,noexec"),
                better(play("ulimit: four files"), "the limit does not concern the preparation of the container")
                        .with("runc 1.1")));
        if (lacksCapability()) {
            for (String scenario : List.of(
                    "exec: privileged",
                    "seccomp: applies to exec",
                    "privileged: capabilities, devices, mounts",
                    "privileged: a loop device and a tun device",
                    "nested: Docker in Docker")) {
                all.add(better(play(scenario), CAPABILITIES).with("runc 1.1"));
            }
        }
        return all;
    }

    private static String play(String scenario) {
        return "DockerIT.plays " + scenario;
    }

    /** Returns whether root lacks a capability, as in some sandboxes. */
    private static boolean lacksCapability() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring("CapEff:".length()).strip(), 16))
                    .anyMatch(set -> (set & 1L << CAP_SYS_RESOURCE) == 0);
        } catch (IOException failed) {
            return false;
        }
    }
}
