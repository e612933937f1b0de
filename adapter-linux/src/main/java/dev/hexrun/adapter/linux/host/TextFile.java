package dev.hexrun.adapter.linux.host;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A reader of small files of the kernel and of {@code /etc}. */
final class TextFile {

    private TextFile() {}

    /** Returns the whole text; empty if the file is missing, is unreadable, or disappears during the read. */
    static String read(String path) {
        try (FileInputStream in = new FileInputStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
