package dev.hexrun.domain.plan;

/**
 * The files to which the output of hooks is appended. The hooks of the stage {@code startContainer} run in the root of
 * the container, so their files are in it.
 *
 * @param output the absolute path of the file for standard output; empty to capture it for the message of a failure
 * @param errorOutput the absolute path of the file for standard error; empty to capture it
 */
public record HookOutput(String output, String errorOutput) {

    /** All output is captured. */
    public static final HookOutput CAPTURED = new HookOutput("", "");
}
