package dev.hexrun.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** A root file system with busybox, from which clients import their image. */
final class Image {

    private static final List<String> CANDIDATES = List.of("/bin/busybox", "/usr/bin/busybox", "/bin/busybox.static");

    private Image() {}

    /** Returns the path of a statically linked busybox. */
    static Optional<Path> busybox() {
        return CANDIDATES.stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .filter(program -> !hasInterpreter(program))
                .findFirst();
    }

    private static boolean hasInterpreter(Path program) {
        String output = Programs.firstLine("ldd", program.toString());
        return !output.contains("not a dynamic executable") && !output.contains("statically linked");
    }

    /**
     * Creates a root file system: all applets of busybox, the users root and ann (1000), and two programs that the
     * kernel refuses, {@code /bin/no-interpreter} and {@code /bin/no-format}.
     *
     * @param rootfs the path of a directory that does not exist
     */
    static void create(Path rootfs) throws IOException {
        Path busybox = busybox().orElseThrow(() -> new IllegalStateException("no static busybox"));
        for (String directory : List.of("bin", "dev", "etc", "home/ann", "proc", "root", "run", "sys", "tmp", "var")) {
            Files.createDirectories(rootfs.resolve(directory));
        }
        Files.setPosixFilePermissions(rootfs.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Path bin = rootfs.resolve("bin");
        Files.copy(busybox, bin.resolve("busybox"));
        executable(bin.resolve("busybox"));
        Outcome applets =
                new Command(List.of(busybox.toString(), "--list")).run().ok();
        for (String applet : applets.out().lines().toList()) {
            if (!applet.equals("busybox")) {
                Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
            }
        }
        Files.writeString(bin.resolve("no-interpreter"), "#!/bin/missing\n");
        executable(bin.resolve("no-interpreter"));
        Files.write(bin.resolve("no-format"), new byte[] {0x7f, 'E', 'L', 'F', 0, 0, 0, 0});
        executable(bin.resolve("no-format"));
        Files.writeString(rootfs.resolve("etc/passwd"), """
                root:x:0:0:root:/root:/bin/sh
                ann:x:1000:1000:Ann:/home/ann:/bin/sh
                """);
        Files.writeString(rootfs.resolve("etc/group"), "root:x:0:\ntty:x:5:\nann:x:1000:\nstaff:x:50:ann\n");
    }

    /**
     * Creates an archive of the root file system, for {@code podman import} and the like.
     *
     * @param directory where the archive and the root file system are created
     */
    static Path archive(Path directory) throws IOException {
        Path rootfs = directory.resolve("rootfs");
        create(rootfs);
        Path archive = directory.resolve("busybox.tar");
        new Command(List.of("tar", "-C", rootfs.toString(), "--owner=0", "--group=0", "-cf", archive.toString(), "."))
                .run()
                .ok();
        return archive;
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
