package dev.hexrun.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Labels of the host's files and processes, and the denials in the kernel's log. */
final class Selinux {

    private static final Path ENFORCE = Path.of("/sys/fs/selinux/enforce");

    private Selinux() {}

    /** Returns why there is no SELinux that enforces a policy; empty if there is. */
    static String missing() {
        if (!Files.exists(ENFORCE)) {
            return "the kernel has no SELinux policy";
        }
        try {
            return Files.readString(ENFORCE).equals("1") ? "" : "SELinux does not enforce its policy";
        } catch (IOException failed) {
            return failed.toString();
        }
    }

    /** Returns the label of this process. */
    static String own() throws IOException {
        return Files.readString(Path.of("/proc/self/attr/current")).replace("\0", "");
    }

    /** Sets the label of a file or tree. */
    static void label(TestHost host, Path path, String label) {
        host.program(List.of("chcon", "--recursive", label, path.toString()))
                .run()
                .ok();
    }

    /** Returns the label of a file. */
    static String label(TestHost host, Path path) {
        return host.program(List.of("stat", "--format=%C", path.toString()))
                .run()
                .ok()
                .out()
                .strip();
    }

    /** Returns the lines of the kernel's log about denials. */
    static List<String> denials(TestHost host) {
        return host.program(List.of("dmesg"))
                .run()
                .ok()
                .out()
                .lines()
                .filter(line -> line.contains("avc:  denied"))
                .toList();
    }
}
