package dev.hexrun.cli.command;

import java.util.List;

/** The name of the program in help and in the output of {@code --version}. */
final class ProgramName {

    private static final String OWN = "hexrun";

    /** The name of a link for clients that search for a line with {@code runc version}. */
    private static final String DROP_IN = "runc";

    private ProgramName() {}

    /**
     * Returns the name of the program.
     *
     * @param words the arguments, including {@code argv[0]}
     * @return {@code runc} if that is the last part of {@code argv[0]}, else {@code hexrun}
     */
    static String of(List<String> words) {
        String path = words.isEmpty() ? "" : words.getFirst();
        return path.substring(path.lastIndexOf('/') + 1).equals(DROP_IN) ? DROP_IN : OWN;
    }
}
