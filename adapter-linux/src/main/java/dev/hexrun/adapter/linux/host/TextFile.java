package dev.hexrun.adapter.linux.host;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads small files of the kernel and of {@code /etc}. */
final class TextFile {

    private TextFile() {}

    /** The whole text; empty if the file is missing, cannot be read, or goes away while it is read. */
    static String read(String path) {
        try (FileInputStream in = new FileInputStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
