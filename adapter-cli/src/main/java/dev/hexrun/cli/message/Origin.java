package dev.hexrun.cli.message;

import java.lang.StackWalker.StackFrame;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The source location of a log message.
 *
 * @param file the source file and line, for example {@code Session.java:63}; empty if unknown
 * @param function the class and method
 */
record Origin(String file, String function) {

    static Origin of(StackFrame frame) {
        return of(frame.getFileName(), frame.getLineNumber(), frame.getClassName(), frame.getMethodName());
    }

    /** Returns the place where a failure was thrown. */
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
