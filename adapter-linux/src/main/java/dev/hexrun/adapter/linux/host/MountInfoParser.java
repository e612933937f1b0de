package dev.hexrun.adapter.linux.host;

import dev.hexrun.port.host.MountInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A parser of {@code /proc/PID/mountinfo}, {@code proc_pid_mountinfo(5)}. */
final class MountInfoParser {

    /**
     * The index of the first optional field, after id, parent, device, root, mount point and options; a dash ends them.
     */
    private static final int FIRST_OPTIONAL = 6;

    private MountInfoParser() {}

    /** Returns all mounts, in the order of their lines. Ignores a line that does not have the format of the manual. */
    static List<MountInfo> parse(String text) {
        List<MountInfo> mounts = new ArrayList<>();
        for (String line : Lines.of(text)) {
            Optional<MountInfo> mount = line(line);
            if (mount.isPresent()) {
                mounts.add(mount.get());
            }
        }
        return mounts;
    }

    /** Returns the mount on a line; empty if the line does not have the format of the manual. */
    static Optional<MountInfo> line(String line) {
        List<String> fields = fields(line);
        int dash = FIRST_OPTIONAL;
        while (dash < fields.size() && !fields.get(dash).equals("-")) {
            dash++;
        }
        // After the dash: type, source, options of the file system. A source may be empty (two spaces in a row).
        if (dash + 3 >= fields.size()) {
            return Optional.empty();
        }
        long id = Lines.number(fields.get(0));
        long parent = Lines.number(fields.get(1));
        if (id < 0 || parent < 0) {
            return Optional.empty();
        }
        return Optional.of(new MountInfo(
                (int) id,
                (int) parent,
                unescape(fields.get(3)),
                unescape(fields.get(4)),
                options(fields.get(5)),
                fields.subList(FIRST_OPTIONAL, dash),
                unescape(fields.get(dash + 1)),
                unescape(fields.get(dash + 2)),
                options(fields.get(dash + 3))));
    }

    /** Splits at every single space, so that an empty field keeps its index. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int from = 0;
        int to = line.indexOf(' ');
        while (to >= 0) {
            fields.add(line.substring(from, to));
            from = to + 1;
            to = line.indexOf(' ', from);
        }
        fields.add(line.substring(from));
        return fields;
    }

    /**
     * Splits options before it decodes escapes, so that a decoded character never acts as a separator. The kernel does
     * not escape commas.
     */
    private static List<String> options(String text) {
        List<String> options = Lines.fields(text, ',');
        for (int i = 0; i < options.size(); i++) {
            options.set(i, unescape(options.get(i)));
        }
        return options;
    }

    /** Decodes {@code \ooo}, which the kernel writes for space, tab, newline, backslash and {@code #}. */
    static String unescape(String text) {
        int backslash = text.indexOf('\\');
        if (backslash < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int from = 0;
        while (backslash >= 0) {
            int value = octal(text, backslash + 1);
            plain.append(text, from, backslash).append(value < 0 ? '\\' : (char) value);
            from = backslash + (value < 0 ? 1 : 4);
            backslash = text.indexOf('\\', from);
        }
        return plain.append(text, from, text.length()).toString();
    }

    private static int octal(String text, int at) {
        if (at + 3 > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + 3; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            value = value * 8 + digit;
        }
        return value < 0x80 ? value : -1;
    }
}
