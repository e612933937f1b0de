package dev.hexrun.cli.output;

/** Prints the version. */
public final class VersionOutput {

    private VersionOutput() {}

    /**
     * Prints the version as clients parse it: the first line is {@code NAME version X}; a commit that is not known has
     * no line.
     *
     * @param program what the program calls itself
     * @param build the build
     * @param specification the newest version of the runtime specification that is understood
     * @param java the version of the Java virtual machine
     * @return whole lines
     */
    public static String text(String program, Build build, String specification, String java) {
        return program + " version " + build.version() + "\n"
                + (build.commit().isEmpty() ? "" : "commit: " + build.commit() + "\n")
                + "spec: " + specification + "\n"
                + "java: " + java + "\n";
    }
}
