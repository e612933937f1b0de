package dev.hexrun.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The examples in {@code packaging/examples}, which the tests and the documentation use verbatim. */
final class Examples {

    private Examples() {}

    /** Returns the directory of the examples. */
    static Path directory() {
        return root().resolve("packaging/examples");
    }

    /** Returns the content of an example. */
    static String read(String name) {
        return readFile("packaging/examples/" + name);
    }

    /** Returns the content of a file of the repository. */
    static String readFile(String name) {
        try {
            return Files.readString(root().resolve(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path root() {
        Path root = Path.of(System.getProperty("hexrun.repository", "..")).toAbsolutePath();
        return root.normalize();
    }
}
