package dev.hexrun.clients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code /proc}. */
final class Proc {

    private Proc() {}

    /** Returns the command line of a process with spaces between the arguments, or an empty string if it has ended. */
    static String commandLine(long pid) {
        return read(pid, "cmdline").replace('\0', ' ').strip();
    }

    /** Returns a file below {@code /proc/PID}, or an empty string if the process has ended. */
    static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }

    /** Returns the value of a field of {@code /proc/PID/status}. */
    static String status(long pid, String field) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** Returns mount points with their options, without what differs between processes. */
    static List<String> mounts(long pid) {
        return read(pid, "mountinfo")
                .lines()
                .map(line -> line.split(" ", -1))
                .map(fields -> fields[4] + " " + fields[5])
                .toList();
    }

    /** Returns the target of a link below {@code /proc/PID/ns}. */
    static String namespace(long pid, String name) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns", name))
                    .toString();
        } catch (IOException ended) {
            return "";
        }
    }

    /** Returns the processes whose cgroup path contains a text. */
    static List<Long> inCgroup(String text) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> read(pid, "cgroup").contains(text))
                .toList();
    }
}
