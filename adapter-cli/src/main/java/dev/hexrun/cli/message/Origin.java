package dev.hexrun.cli.message;

import java.lang.StackWalker.StackFrame;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The place in the program that a line of the log comes from.
 *
 * @param file the source file and the line in it, for example {@code Session.java:63}; empty if the class does not say
 * @param function the method with its class
 */
record Origin(String file, String function) {

    static Origin of(StackFrame frame) {
        return of(frame.getFileName(), frame.getLineNumber(), frame.getClassName(), frame.getMethodName());
    }

    /** The place where a failure was thrown. */
    static Optional<Origin> of(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0
                ? Optional.empty()
                : Optional.of(of(
                        trace[0].getFileName(),
                        trace[0].getLineNumber(),
                        trace[0].getClassName(),
                        trace[0].getMethodName()));
    }

    private static Origin of(@Nullable String file, int line, String type, String method) {
        return new Origin(file == null || line < 0 ? "" : file + ":" + line, type + "." + method);
    }
}
