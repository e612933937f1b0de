package dev.hexrun.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The program {@code src/test/c/attacker.c}; the comment at its beginning lists its commands and their output. */
final class Attacker {

    /** The path of the program in a container. */
    static final String INSIDE = "/attacker";

    private Attacker() {}

    /** Copies the program into the root file system of a bundle. */
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

    /** Returns a command prefix that runs a command on a new terminal. */
    static String[] terminal() {
        return new String[] {Distribution.attacker().toString(), "pty"};
    }

    /**
     * Returns a command prefix that connects a command to pipes and {@code /dev/null}, so that it inherits no file of
     * the host.
     */
    static String[] pipes() {
        return new String[] {"bash", "-c", "set -o pipefail; \"$@\" 2>&1 </dev/null | cat", "bash"};
    }

    /**
     * Returns a command prefix that opens paths of the host for reading, at consecutive descriptors starting with
     * {@code first}, and lets a command inherit them.
     */
    static String[] leaks(List<String> paths, int first) {
        StringBuilder script = new StringBuilder("exec");
        int fd = first;
        for (String path : paths) {
            script.append(' ').append(fd++).append('<').append(path);
        }
        return new String[] {"bash", "-c", script + "; exec \"$@\"", "bash"};
    }

    /** Starts a listener on a console socket and returns it as soon as it listens. */
    static Command.Running console(TestHost host, Path socket) {
        Path errors = host.directory().resolve(socket.getFileName() + ".log");
        Command.Running running = host.program(
                        List.of(Distribution.attacker().toString(), "console", socket.toString()))
                .stderrTo(errors)
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
