package dev.hexrun.cli.message;

import dev.hexrun.port.launch.CommandChannel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What the runtime says besides results: the log, and the one sentence on standard error when a command fails.
 *
 * <p>A failure is one line of level {@code error}, the only one; clients take a file's single object or its last error as
 * the command's message. People get it as {@code hexrun: SENTENCE} on standard error, unless that is where the log goes in
 * JSON.
 */
public final class Log {

    private final CommandChannel channel;
    private final InstantSource clock;
    private final LogFormat format;
    private final @Nullable LogFile file;
    private final boolean debug;

    private Log(CommandChannel channel, InstantSource clock, LogFormat format, @Nullable LogFile file, boolean debug) {
        this.channel = channel;
        this.clock = clock;
        this.format = format;
        this.file = file;
        this.debug = debug;
    }

    /**
     * Logs to standard error.
     *
     * @param channel the command's channel
     * @param clock the time
     * @param format the format of lines other than the sentence for people
     * @param debug whether debug lines and stack traces are written
     * @return the log
     */
    public static Log toStandardError(CommandChannel channel, InstantSource clock, LogFormat format, boolean debug) {
        return new Log(channel, clock, format, null, debug);
    }

    /**
     * Logs to a file; failures go to standard error too.
     *
     * @param channel the command's channel
     * @param clock the time
     * @param format the format of the file
     * @param path the file, an absolute path; it is opened now and appended to
     * @param debug whether debug lines and stack traces are written
     * @return the log
     * @throws dev.hexrun.domain.failure.HostOperationException if the file cannot be opened
     */
    public static Log toFile(CommandChannel channel, InstantSource clock, LogFormat format, Path path, boolean debug) {
        return new Log(channel, clock, format, LogFile.open(path, channel::writeError), debug);
    }

    /**
     * Notes what helps to find a fault. Without {@code --debug} nothing happens.
     *
     * @param message what happened
     */
    public void debug(String message) {
        if (debug) {
            write(Level.DEBUG, message);
        }
    }

    /**
     * Notes what a user should know although the command goes on.
     *
     * @param message what is amiss, lower case, no full stop
     */
    public void warning(String message) {
        if (file == null && format == LogFormat.TEXT) {
            channel.writeError("hexrun: warning: " + message + "\n");
        } else {
            write(Level.WARNING, message);
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
        if (debug) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            if (file == null && format == LogFormat.TEXT) {
                channel.writeError(trace.toString());
            } else {
                write(Level.DEBUG, trace.toString().stripTrailing());
            }
        }
        if (file != null || format == LogFormat.JSON) {
            write(Level.ERROR, message);
        }
        if (file != null || format == LogFormat.TEXT) {
            channel.writeError("hexrun: " + message + "\n");
            for (Throwable suppressed : failure.getSuppressed()) {
                channel.writeError("hexrun: then: " + sentence(suppressed) + "\n");
            }
        }
    }

    private static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private void write(Level level, String message) {
        String line = LogLine.format(format, level, clock.instant(), message);
        if (file == null) {
            channel.writeError(line);
        } else {
            file.write(line);
        }
    }
}
