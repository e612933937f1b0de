package dev.hexrun.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The program of {@code src/test/c/attacker.c}, whose head says what it does and writes. */
final class Attacker {

    /** Where it is in a container. */
    static final String INSIDE = "/attacker";

    private Attacker() {}

    /** Puts it into a bundle. */
    static Bundle into(Bundle bundle) {
        try {
            Files.copy(
                    Distribution.attacker(),
                    bundle.rootfs().resolve("attacker"),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
            return bundle;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Has it run a command on a terminal. */
    static String[] terminal() {
        return new String[] {Distribution.attacker().toString(), "pty"};
    }

    /** Has bash give a command pipes and {@code /dev/null}, so that no file of the host's is among what it is given. */
    static String[] pipes() {
        return new String[] {"bash", "-c", "set -o pipefail; \"$@\" 2>&1 </dev/null | cat", "bash"};
    }

    /** Has bash leave folders and files of the host's open for a command, at these descriptors and for reading. */
    static String[] leaks(List<String> paths, int first) {
        StringBuilder script = new StringBuilder("exec");
        int fd = first;
        for (String path : paths) {
            script.append(' ').append(fd++).append('<').append(path);
        }
        return new String[] {"bash", "-c", script + "; exec \"$@\"", "bash"};
    }

    /** A listener on a console socket, once it listens. */
    static Command.Running console(TestHost host, Path socket) {
        Path errors = host.folder().resolve(socket.getFileName() + ".log");
        Command.Running running = host.program(
                        List.of(Distribution.attacker().toString(), "console", socket.toString()))
                .complainingTo(errors)
                .start();
        Await.until(
                "the console socket", () -> Files.exists(errors) && text(errors).equals("listening\n"));
        return running;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
