package dev.hexrun.app.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small files of the host. */
final class HostFile {

    private HostFile() {}

    /**
     * Reads a file.
     *
     * @param path the file
     * @return its text without blanks at its ends; empty if it cannot be read
     */
    static String read(String path) {
        try {
            return new String(Files.readAllBytes(Path.of(path)), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            return "";
        }
    }
}
