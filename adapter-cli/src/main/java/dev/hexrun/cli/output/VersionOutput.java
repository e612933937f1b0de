package dev.hexrun.cli.output;

/** The output of {@code --version}. */
public final class VersionOutput {

    private VersionOutput() {}

    /**
     * Returns the version in the format that clients parse: the first line is {@code NAME version X}. The line with the
     * commit is omitted if the commit is unknown.
     *
     * @param program the name of the program
     * @param build the build
     * @param specification the newest supported version of the runtime specification
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
