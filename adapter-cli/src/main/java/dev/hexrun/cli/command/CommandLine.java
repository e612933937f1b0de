package dev.hexrun.cli.command;

import dev.hexrun.app.CommandContext;
import dev.hexrun.cli.message.Log;
import dev.hexrun.cli.message.LogFormat;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.port.launch.CommandChannel;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A whole command line, read in two steps: first the global flags, which say where failures are reported, then the
 * command with its own.
 */
public final class CommandLine {

    private final Arguments global;

    private CommandLine(Arguments global) {
        this.global = global;
    }

    /**
     * Reads the global flags.
     *
     * @param words the arguments, with {@code argv[0]} first
     * @return the command line
     * @throws ContainerException if a global flag is unknown or its value missing
     */
    public static CommandLine of(List<String> words) {
        return new CommandLine(
                ArgumentParser.parse(CommandSpecs.global(), words.subList(Math.min(1, words.size()), words.size())));
    }

    /**
     * The format in which the log is asked for.
     *
     * @return the format
     * @throws ContainerException if it is none
     */
    public LogFormat logFormat() {
        Optional<String> format = global.text(Flags.LOG_FORMAT);
        return format.isPresent() ? LogFormat.of(format.get()) : LogFormat.TEXT;
    }

    /**
     * Tells whether details and stack traces are asked for.
     *
     * @return {@code true} with {@code --debug}
     */
    public boolean isDebug() {
        return global.isOn(Flags.DEBUG);
    }

    /**
     * Opens the log that is asked for.
     *
     * @param channel the command's channel
     * @param clock the time
     * @param standardError the log to standard error, which is taken if no file is asked for
     * @return the log
     * @throws ContainerException if the file cannot be opened
     */
    public Log openLog(CommandChannel channel, InstantSource clock, Log standardError) {
        Optional<String> file = global.text(Flags.LOG);
        if (file.isEmpty() || file.get().isEmpty()) {
            return standardError;
        }
        CommandContext context = CommandContext.of(channel.request());
        return Log.toFile(channel, clock, logFormat(), context.resolve(file.get()), isDebug());
    }

    /**
     * What is asked for.
     *
     * @return a page to print, or a command
     * @throws ContainerException if there is no such command, or if its arguments are wrong
     */
    public Request request() {
        if (global.isOn(Flags.HELP)) {
            return new Request.Page(HelpText.global());
        }
        if (global.isOn(Flags.VERSION)) {
            return new Request.Version();
        }
        List<String> words = global.positionals();
        if (words.isEmpty()) {
            return new Request.Page(HelpText.global());
        }
        CommandName name = find(words.getFirst());
        CommandSpec spec = CommandSpecs.of(name);
        Arguments arguments = ArgumentParser.parse(spec, words.subList(1, words.size()));
        if (arguments.isOn(Flags.HELP)) {
            return new Request.Page(HelpText.of(spec));
        }
        if (name == CommandName.HELP) {
            return new Request.Page(help(arguments.positionals()));
        }
        return new Request.Run(name, arguments);
    }

    private static String help(List<String> names) {
        return names.isEmpty() ? HelpText.global() : HelpText.of(CommandSpecs.of(find(names.getFirst())));
    }

    private static CommandName find(String word) {
        Optional<CommandName> name = CommandName.of(word);
        if (name.isPresent()) {
            return name.get();
        }
        if (CommandName.isMissing(word)) {
            throw new UnsupportedException(word, "not supported by this build yet");
        }
        throw new ContainerException("unknown command \"" + word + "\"");
    }

    /**
     * The global flags that concern the runtime.
     *
     * @return the options
     * @throws ContainerException if a value is not one of those allowed
     */
    public GlobalOptions options() {
        return GlobalOptions.of(global);
    }

    /**
     * Tells of flags that are accepted and have no effect.
     *
     * @param log where to
     */
    public void warn(Log log) {
        if (global.text(Flags.CRIU).isPresent()) {
            log.warning("--criu is ignored: CRIU is found on PATH");
        }
    }

    /** What a command line asks for. */
    public sealed interface Request {

        /**
         * A text to print.
         *
         * @param text whole lines
         */
        record Page(String text) implements Request {}

        /** The version to print. */
        record Version() implements Request {}

        /**
         * A command to carry out.
         *
         * @param name which
         * @param arguments its arguments
         */
        record Run(CommandName name, Arguments arguments) implements Request {

            /**
             * What a failure is a failure of.
             *
             * @return for example {@code create web}
             */
            public String subject() {
                List<String> words = arguments.positionals();
                return words.isEmpty() ? name.word() : name.word() + " " + words.getFirst();
            }
        }
    }
}
