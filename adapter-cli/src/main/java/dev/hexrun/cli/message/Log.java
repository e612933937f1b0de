package dev.hexrun.cli.message;

import dev.hexrun.app.command.Remarks;
import dev.hexrun.port.launch.CommandChannel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.StackWalker.StackFrame;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the runtime says besides results: the log, and the one sentence on standard error when a command fails.
 *
 * <p>A failure is one line of level {@code error}, the only one; clients take a file's single object or its last error as
 * the command's message. People get it as {@code hexrun: SENTENCE} on standard error, unless that is where the log goes in
 * JSON.
 *
 * <p>Without a level that was asked for, three rules say what is logged. Errors are, always. A {@link #warning}
 * is too: it comes only from commands that succeed, and says what failed all the same. A {@link #remark} is
 * in text: podman wants the JSON of a failed command to be one object.
 */
public final class Log implements Remarks {

    private final CommandChannel channel;
    private final InstantSource clock;
    private final LogFormat format;
    private final @Nullable LogFile file;
    private final Optional<Level> asked;

    private Log(
            CommandChannel channel,
            InstantSource clock,
            LogFormat format,
            @Nullable LogFile file,
            Optional<Level> asked) {
        this.channel = channel;
        this.clock = clock;
        this.format = format;
        this.file = file;
        this.asked = asked;
    }

    /**
     * Logs to standard error.
     *
     * @param channel the command's channel
     * @param clock the time
     * @param format the format of lines other than the sentence for people
     * @param level the least level that is logged; empty if none is asked for
     * @return the log
     */
    public static Log toStandardError(
            CommandChannel channel, InstantSource clock, LogFormat format, Optional<Level> level) {
        return new Log(channel, clock, format, null, level);
    }

    /**
     * Logs to a file; failures go to standard error too.
     *
     * @param channel the command's channel
     * @param clock the time
     * @param format the format of the file
     * @param path the file, an absolute path; it is opened now and appended to
     * @param level the least level that is logged; empty if none is asked for
     * @return the log
     * @throws dev.hexrun.domain.failure.HostOperationException if the file cannot be opened
     */
    public static Log toFile(
            CommandChannel channel, InstantSource clock, LogFormat format, Path path, Optional<Level> level) {
        return new Log(channel, clock, format, LogFile.open(path, channel::writeError), level);
    }

    /**
     * Tells whether details are logged.
     *
     * @return {@code true} with {@code --debug}
     */
    public boolean isDebug() {
        return asked.isPresent() && asked.get() == Level.DEBUG;
    }

    /**
     * Notes what helps to find a fault. Without {@code --debug} nothing happens.
     *
     * @param message what happened
     */
    public void debug(String message) {
        if (isDebug()) {
            write(Level.DEBUG, message, caller());
        }
    }

    /**
     * Notes that a part of a command failed that succeeds nevertheless.
     *
     * @param message what is amiss, lower case, no full stop
     */
    public void warning(String message) {
        if (asked.isEmpty() || asked.get() != Level.ERROR) {
            warn(message);
        }
    }

    @Override
    public boolean wanted() {
        return asked.isPresent() ? asked.get() != Level.ERROR : format == LogFormat.TEXT;
    }

    /**
     * Notes that something in the configuration or on the command line is ignored, or is not what it seems.
     *
     * @param message what, lower case, no full stop
     */
    @Override
    public void remark(String message) {
        if (wanted()) {
            warn(message);
        }
    }

    private void warn(String message) {
        if (file == null && format == LogFormat.TEXT) {
            channel.writeError("hexrun: warning: " + Printable.text(message) + "\n");
        } else {
            write(Level.WARNING, message, caller());
        }
    }

    /**
     * Reports the failure that ends the command.
     *
     * @param message the sentence, lower case, no full stop
     * @param failure the failure, whose stack trace is written with {@code --debug}, and whose suppressed failures are
     *     told in a line of their own each on standard error
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
                channel.writeError("hexrun: then: " + Printable.text(sentence(suppressed)) + "\n");
            }
        }
    }

    /**
     * Reports that the program could not be executed. On standard error, which is the program's, it stands alone, as what
     * a program says; it is so too when {@code start} executes it, since nobody but init is there then.
     *
     * @param subject the command and the container, with a colon
     * @param message the sentence, lower case, no full stop
     * @param failure the failure
     */
    public void programFailure(String subject, String message, Throwable failure) {
        if (file == null && format == LogFormat.TEXT && !isDebug()) {
            channel.writeError(Printable.text(message) + "\n");
        } else {
            failure(subject + message, failure);
        }
    }

    private static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** Who logs. Found only where it is shown, since a cold JVM takes its time to look. */
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
