package dev.hexrun.cli.command;

import java.util.List;

/** The name of the program in help and in the output of {@code --version}. */
final class ProgramName {

    private static final String OWN = "hexrun";

    /**
     * The names of links for clients that search for a line with {@code runc version}, or with the features of crun.
     */
    private static final List<String> DROP_INS = List.of("runc", "crun");

    private ProgramName() {}

    /**
     * Returns the name of the program.
     *
     * @param words the arguments, including {@code argv[0]}
     * @return {@code runc} or {@code crun} if that is the last part of {@code argv[0]}, else {@code hexrun}
     */
    static String of(List<String> words) {
        String path = words.isEmpty() ? "" : words.getFirst();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return DROP_INS.contains(name) ? name : OWN;
    }
}
