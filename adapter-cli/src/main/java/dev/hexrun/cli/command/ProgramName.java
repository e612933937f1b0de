package dev.hexrun.cli.command;

import java.util.List;

/** What the program calls itself. */
final class ProgramName {

    private static final String OWN = "hexrun";

    /** Clients look for a line that begins with {@code runc version}: a link of that name makes them find it. */
    private static final String DROP_IN = "runc";

    private ProgramName() {}

    /**
     * Reads the name off a command.
     *
     * @param words the arguments, with {@code argv[0]} first
     * @return {@code runc} if that is the last part of {@code argv[0]}, else {@code hexrun}
     */
    static String of(List<String> words) {
        String path = words.isEmpty() ? "" : words.getFirst();
        return path.substring(path.lastIndexOf('/') + 1).equals(DROP_IN) ? DROP_IN : OWN;
    }
}
