package dev.hexrun.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A root file system with busybox. */
final class Image {

    /** The static busybox of the host. */
    static final Path BUSYBOX = Path.of("/bin/busybox");

    private static final List<String> APPLETS = List.of(
            "[",
            "awk",
            "cat",
            "chmod",
            "cut",
            "date",
            "dd",
            "df",
            "echo",
            "env",
            "false",
            "grep",
            "head",
            "hostname",
            "id",
            "ip",
            "ipcs",
            "kill",
            "ln",
            "ls",
            "mkdir",
            "mknod",
            "mkfifo",
            "mount",
            "nc",
            "od",
            "printf",
            "ps",
            "pwd",
            "readlink",
            "rm",
            "seq",
            "sh",
            "sleep",
            "sort",
            "stat",
            "stty",
            "sysctl",
            "tail",
            "test",
            "touch",
            "tr",
            "true",
            "umount",
            "uname",
            "uptime",
            "wc",
            "which",
            "sync");

    private Image() {}

    /**
     * Creates a root file system.
     *
     * @param rootfs the path of a directory that does not exist
     * @param busybox the path of a busybox on the same file system, which is linked, not copied
     */
    static void create(Path rootfs, Path busybox) throws IOException {
        for (String directory : List.of("bin", "dev", "etc", "proc", "root", "sys", "tmp", "usr", "var")) {
            Files.createDirectories(rootfs.resolve(directory));
        }
        Files.setPosixFilePermissions(rootfs.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.createLink(rootfs.resolve("bin/busybox"), busybox);
        for (String applet : APPLETS) {
            Files.createSymbolicLink(rootfs.resolve("bin").resolve(applet), Path.of("busybox"));
        }
        Files.writeString(rootfs.resolve("etc/passwd"), """
                root:x:0:0:root:/root:/bin/sh
                ann:x:1000:1000:Ann:/home/ann:/bin/sh
                """);
        Files.writeString(rootfs.resolve("etc/group"), "root:x:0:\nann:x:1000:\n");
    }
}
