package dev.hexrun.cli.message;

import dev.hexrun.app.command.Warnings;
import dev.hexrun.port.launch.CommandChannel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.StackWalker.StackFrame;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the runtime: the log, and the message on standard error when a command fails.
 *
 * <p>A failure is the only message with level {@code error}, since clients read either the single object in a log file or
 * its last error. It is also written to standard error as {@code hexrun: MESSAGE}, unless the log is written there as JSON.
 *
 * <p>If no level was requested, errors are logged, and so is a {@link #warning}, which occurs only in commands that
 * succeed. A {@link #warn} is logged only as text, since podman expects the JSON log of a failed command to be a single
 * object.
 */
public final class Log implements Warnings {

    private final CommandChannel channel;
    private final InstantSource clock;
    private final LogFormat format;
    private final @Nullable LogFile file;
    private final Optional<Level> requested;

    private Log(
            CommandChannel channel,
            InstantSource clock,
            LogFormat format,
            @Nullable LogFile file,
            Optional<Level> requested) {
        this.channel = channel;
        this.clock = clock;
        this.format = format;
        this.file = file;
        this.requested = requested;
    }

    /**
     * Creates a log that writes to standard error.
     *
     * @param channel the command's channel
     * @param clock the time
     * @param format the format of log messages
     * @param level the minimum level; empty if none was requested
     * @return the log
     */
    public static Log toStandardError(
            CommandChannel channel, InstantSource clock, LogFormat format, Optional<Level> level) {
        return new Log(channel, clock, format, null, level);
    }

    /**
     * Creates a log that writes to a file, and failures also to standard error.
     *
     * @param channel the command's channel
     * @param clock the time
     * @param format the format of the file
     * @param path the file, an absolute path, which is opened for appending
     * @param level the minimum level; empty if none was requested
     * @return the log
     * @throws dev.hexrun.domain.failure.HostOperationException if the file cannot be opened
     */
    public static Log toFile(
            CommandChannel channel, InstantSource clock, LogFormat format, Path path, Optional<Level> level) {
        return new Log(channel, clock, format, LogFile.open(path, channel::writeError), level);
    }

    /**
     * Returns whether debug messages are logged.
     *
     * @return {@code true} with {@code --debug}
     */
    public boolean isDebug() {
        return requested.isPresent() && requested.get() == Level.DEBUG;
    }

    /**
     * Logs a debug message if {@code --debug} is set.
     *
     * @param message the message
     */
    @Override
    public void debug(String message) {
        if (isDebug()) {
            write(Level.DEBUG, message, caller());
        }
    }

    /**
     * Warns that a part of a command failed although the command succeeds.
     *
     * @param message the problem, in lower case and without a full stop
     */
    public void warning(String message) {
        if (requested.isEmpty() || requested.get() != Level.ERROR) {
            writeWarning(message);
        }
    }

    @Override
    public boolean enabled() {
        return requested.isPresent() ? requested.get() != Level.ERROR : format == LogFormat.TEXT;
    }

    /**
     * Warns that a setting in the configuration or on the command line is ignored or adjusted.
     *
     * @param message the warning, in lower case and without a full stop
     */
    @Override
    public void warn(String message) {
        if (enabled()) {
            writeWarning(message);
        }
    }

    private void writeWarning(String message) {
        if (file == null && format == LogFormat.TEXT) {
            channel.writeError("hexrun: warning: " + Printable.text(message) + "\n");
        } else {
            write(Level.WARNING, message, caller());
        }
    }

    /**
     * Reports the failure that ends the command.
     *
     * @param message the message, in lower case and without a full stop
     * @param failure the failure; its suppressed failures are written to standard error, one per line, and its stack trace
     *     is written if {@code --debug} is set
     */
    public void failure(String message, Throwable failure) {
        Optional<Origin> origin = isDebug() ? Origin.of(failure) : Optional.empty();
        if (isDebug()) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            if (file == null && format == LogFormat.TEXT) {
                channel.writeError(Printable.text(trace.toString()));
            } else {
                write(Level.DEBUG, trace.toString().stripTrailing(), origin);
            }
        }
        if (file != null || format == LogFormat.JSON) {
            write(Level.ERROR, message, origin);
        }
        if (file != null || format == LogFormat.TEXT) {
            channel.writeError("hexrun: " + Printable.text(message) + "\n");
            for (Throwable suppressed : failure.getSuppressed()) {
                channel.writeError("hexrun: also: " + Printable.text(messageOf(suppressed)) + "\n");
            }
        }
    }

    /**
     * Reports that the program of the container could not be executed. Standard error belongs to that program, so the
     * message is written there without a prefix, as after {@code start}, where init itself writes it.
     *
     * @param subject the command and the container, followed by a colon
     * @param message the message, in lower case and without a full stop
     * @param failure the failure
     */
    public void programFailure(String subject, String message, Throwable failure) {
        if (file == null && format == LogFormat.TEXT && !isDebug()) {
            channel.writeError(Printable.text(message) + "\n");
        } else {
            failure(subject + message, failure);
        }
    }

    private static String messageOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** Returns the caller of the log if it is shown; finding it is slow in a cold JVM. */
    private Optional<Origin> caller() {
        if (!isDebug()) {
            return Optional.empty();
        }
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(Log::isOutside).findFirst().map(Origin::of));
    }

    private static boolean isOutside(StackFrame frame) {
        return !frame.getClassName().equals(Log.class.getName());
    }

    private void write(Level level, String message, Optional<Origin> origin) {
        String line = LogLine.format(format, level, clock.instant(), message, origin);
        if (file == null) {
            channel.writeError(line);
        } else {
            file.write(line);
        }
    }
}
