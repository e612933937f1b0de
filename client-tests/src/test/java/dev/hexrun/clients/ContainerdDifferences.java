package dev.hexrun.clients;

import static dev.hexrun.clients.AcceptedDifference.better;
import static dev.hexrun.clients.AcceptedDifference.different;

import java.util.List;

/** The accepted differences of containers of containerd. */
final class ContainerdDifferences {

    private static final String EXEC_FORMAT =
            "if execve(2) fails, hexrun and runc since 1.2 give the status 255, runc 1.1 gives 1";

    static final List<AcceptedDifference> ALL = List.of(
            better(
                            play("run: mounts and devices"),
                            "file systems that mask a path have nosuid, nodev and noexec, and no room for files")
                    .in(
                            "stdout",
                            "/proc/acpi tmpfs ro,relatime",
                            "/proc/acpi tmpfs ro,nosuid,nodev,noexec,relatime,size=4k"),
            different(play("run: interpreter not found"), EXEC_FORMAT)
                    .in("status", "1", "255")
                    .with("runc 1.1"),
            different(play("run: not a program"), EXEC_FORMAT)
                    .in("status", "1", "255")
                    .with("runc 1.1"),
            different(play("exec: interpreter not found"), EXEC_FORMAT)
                    .in("status", "1", "255")
                    .with("runc 1.1"));

    private ContainerdDifferences() {}

    private static String play(String scenario) {
        return "ContainerdIT.plays " + scenario;
    }
}
