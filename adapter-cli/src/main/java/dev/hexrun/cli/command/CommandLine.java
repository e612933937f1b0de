package dev.hexrun.cli.command;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.cli.message.Level;
import dev.hexrun.cli.message.Log;
import dev.hexrun.cli.message.LogFormat;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.validate.EditDistance;
import dev.hexrun.port.launch.CommandChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command line. The global flags, which determine where failures are reported, are parsed first, and then the command
 * with its flags.
 */
public final class CommandLine {

    private static final String FILE = "file:";

    private final String program;
    private final Arguments global;

    private CommandLine(String program, Arguments global) {
        this.program = program;
        this.global = global;
    }

    /**
     * Parses the global flags.
     *
     * @param words the arguments, including {@code argv[0]}
     * @return the command line
     * @throws ContainerException if a global flag is unknown or has no value
     */
    public static CommandLine of(List<String> words) {
        return new CommandLine(
                ProgramName.of(words),
                ArgumentParser.parse(CommandSpecs.global(), words.subList(Math.min(1, words.size()), words.size())));
    }

    /**
     * Returns the arguments of another command with the same global flags.
     *
     * @param words the arguments, including {@code argv[0]}
     * @param command the other command and its arguments
     * @return the arguments, including {@code argv[0]}
     */
    static List<String> with(List<String> words, List<String> command) {
        int commandSize = of(words).global.positionals().size();
        List<String> others = new ArrayList<>(words.subList(0, words.size() - commandSize));
        others.addAll(command);
        return others;
    }

    /**
     * Returns the format of the log.
     *
     * @return the format
     * @throws ContainerException if the value is invalid
     */
    public LogFormat logFormat() {
        Optional<String> format = global.text(Flags.LOG_FORMAT);
        return format.isPresent() ? LogFormat.of(format.get()) : LogFormat.TEXT;
    }

    /**
     * Returns the level of the log. {@code --debug} overrides {@code --log-level}.
     *
     * @return the level; empty if none was requested
     * @throws ContainerException if the value is invalid
     */
    public Optional<Level> logLevel() {
        if (global.isOn(Flags.DEBUG)) {
            return Optional.of(Level.DEBUG);
        }
        Optional<String> level = global.text(Flags.LOG_LEVEL);
        return level.isPresent() ? Optional.of(Level.of(level.get())) : Optional.empty();
    }

    /**
     * Opens the requested log.
     *
     * @param channel the command's channel
     * @param clock the time
     * @param standardError the log to use if no file was requested
     * @return the log
     * @throws ContainerException if the file cannot be opened
     */
    public Log openLog(CommandChannel channel, InstantSource clock, Log standardError) {
        String target = global.text(Flags.LOG).orElse("");
        String file = file(target);
        if (target.isEmpty()) {
            return standardError;
        }
        CommandContext context = CommandContext.of(channel.request());
        return Log.toFile(channel, clock, logFormat(), context.resolve(file), logLevel());
    }

    /** Returns the path of a log target, which may have a prefix as in crun. */
    private static String file(String target) {
        if (target.startsWith("journald:") || target.startsWith("syslog:")) {
            throw UnsupportedException.option(
                    "--log " + target, "logs can be written to a file or standard error only");
        }
        return target.startsWith(FILE) ? target.substring(FILE.length()) : target;
    }

    /**
     * Returns the request made by the command line.
     *
     * @return a text to print, or a command
     * @throws ContainerException if the command does not exist, or if its arguments are invalid
     */
    public Request request() {
        if (global.isOn(Flags.HELP)) {
            return new Request.Page(HelpText.global(program));
        }
        if (global.isOn(Flags.VERSION)) {
            return new Request.Version(program);
        }
        List<String> words = global.positionals();
        if (words.isEmpty()) {
            return new Request.Page(HelpText.global(program));
        }
        CommandName name = requireCommand(words.getFirst());
        CommandSpec spec = CommandSpecs.of(name);
        Arguments arguments = ArgumentParser.parse(spec, words.subList(1, words.size()));
        if (arguments.isOn(Flags.HELP)) {
            return new Request.Page(HelpText.of(program, spec));
        }
        if (name == CommandName.HELP) {
            return new Request.Page(help(arguments.positionals()));
        }
        return new Request.Run(name, arguments);
    }

    private String help(List<String> names) {
        return names.isEmpty()
                ? HelpText.global(program)
                : HelpText.of(program, CommandSpecs.of(requireCommand(names.getFirst())));
    }

    private static CommandName requireCommand(String word) {
        Optional<CommandName> name = CommandName.of(word);
        if (name.isPresent()) {
            return name.get();
        }
        if (CommandName.isMissing(word)) {
            throw UnsupportedException.command(word, "not supported by this build yet");
        }
        String unknown = "unknown command: No help topic for '" + Printable.line(word) + "'";
        String hint = suggestion(word);
        throw new ContainerException(hint.isEmpty() ? unknown : unknown + "; " + hint);
    }

    private static String suggestion(String word) {
        String advice = OtherToolAdvice.command(word);
        if (advice != null) {
            return advice;
        }
        CommandName closest = null;
        int minimum = EditDistance.maxTypos(word) + 1;
        for (CommandName name : CommandName.values()) {
            int distance = EditDistance.between(word, name.word());
            if (distance < minimum) {
                minimum = distance;
                closest = name;
            }
        }
        return closest == null ? "" : "did you mean \"" + closest.word() + "\"?";
    }

    /**
     * Returns the global options of the runtime.
     *
     * @param file the configuration file, used where no flag is given
     * @return the options
     * @throws ContainerException if a value is invalid
     */
    public GlobalOptions options(Settings file) {
        return GlobalOptions.of(global, file);
    }

    /**
     * Warns about flags that are accepted and have no effect.
     *
     * @param log the destination of the warnings
     */
    public void warn(Log log) {
        if (global.text(Flags.CRIU).isPresent()) {
            log.warn("--criu is ignored: CRIU is looked up in PATH");
        }
    }

    /** A request made by a command line. */
    public sealed interface Request {

        /**
         * A text to print.
         *
         * @param text whole lines
         */
        record Page(String text) implements Request {}

        /**
         * The version to print.
         *
         * @param program the name of the program
         */
        record Version(String program) implements Request {}

        /**
         * A command to execute.
         *
         * @param name the command
         * @param arguments its arguments
         */
        record Run(CommandName name, Arguments arguments) implements Request {

            /**
             * Returns the subject of failure messages.
             *
             * @return for example {@code create web}
             */
            public String subject() {
                List<String> words = arguments.positionals();
                return words.isEmpty() ? name.word() : name.word() + " " + Printable.line(words.getFirst());
            }
        }
    }
}
