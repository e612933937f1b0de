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
 * A whole command line, read in two steps: first the global flags, which say where failures are reported, then the
 * command with its own.
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
     * Reads the global flags.
     *
     * @param words the arguments, with {@code argv[0]} first
     * @return the command line
     * @throws ContainerException if a global flag is unknown or its value missing
     */
    public static CommandLine of(List<String> words) {
        return new CommandLine(
                ProgramName.of(words),
                ArgumentParser.parse(CommandSpecs.global(), words.subList(Math.min(1, words.size()), words.size())));
    }

    /**
     * Makes the arguments of another command that has the same global flags.
     *
     * @param words the arguments, with {@code argv[0]} first
     * @param command the other command and its arguments
     * @return the arguments, with {@code argv[0]} first
     */
    static List<String> with(List<String> words, List<String> command) {
        int own = of(words).global.positionals().size();
        List<String> others = new ArrayList<>(words.subList(0, words.size() - own));
        others.addAll(command);
        return others;
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
     * The level of the log that is asked for. {@code --debug} goes before {@code --log-level}.
     *
     * @return the level; empty if none is asked for
     * @throws ContainerException if it is none
     */
    public Optional<Level> logLevel() {
        if (global.isOn(Flags.DEBUG)) {
            return Optional.of(Level.DEBUG);
        }
        Optional<String> level = global.text(Flags.LOG_LEVEL);
        return level.isPresent() ? Optional.of(Level.of(level.get())) : Optional.empty();
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
        String target = global.text(Flags.LOG).orElse("");
        String file = file(target);
        if (target.isEmpty()) {
            return standardError;
        }
        CommandContext context = CommandContext.of(channel.request());
        return Log.toFile(channel, clock, logFormat(), context.resolve(file), logLevel());
    }

    /** A target has a kind in front, as crun has it, or is the path of a file. */
    private static String file(String target) {
        if (target.startsWith("journald:") || target.startsWith("syslog:")) {
            throw new UnsupportedException("--log " + target, "the log goes to a file or to standard error only");
        }
        return target.startsWith(FILE) ? target.substring(FILE.length()) : target;
    }

    /**
     * What is asked for.
     *
     * @return a page to print, or a command
     * @throws ContainerException if there is no such command, or if its arguments are wrong
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
        CommandName name = find(words.getFirst());
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
                : HelpText.of(program, CommandSpecs.of(find(names.getFirst())));
    }

    private static CommandName find(String word) {
        Optional<CommandName> name = CommandName.of(word);
        if (name.isPresent()) {
            return name.get();
        }
        if (CommandName.isMissing(word)) {
            throw new UnsupportedException(word, "not supported by this build yet");
        }
        String unknown = "unknown command: No help topic for '" + Printable.line(word) + "'";
        String hint = suggestion(word);
        throw new ContainerException(hint.isEmpty() ? unknown : unknown + "; " + hint);
    }

    private static String suggestion(String word) {
        String foreign = ForeignWords.command(word);
        if (foreign != null) {
            return foreign;
        }
        CommandName closest = null;
        int least = EditDistance.maxTypos(word) + 1;
        for (CommandName name : CommandName.values()) {
            int mistakes = EditDistance.between(word, name.word());
            if (mistakes < least) {
                least = mistakes;
                closest = name;
            }
        }
        return closest == null ? "" : "did you mean \"" + closest.word() + "\"?";
    }

    /**
     * The global flags that concern the runtime.
     *
     * @param file what the configuration file says, for what no flag does
     * @return the options
     * @throws ContainerException if a value is not one of those allowed
     */
    public GlobalOptions options(Settings file) {
        return GlobalOptions.of(global, file);
    }

    /**
     * Tells of flags that are accepted and have no effect.
     *
     * @param log where to
     */
    public void warn(Log log) {
        if (global.text(Flags.CRIU).isPresent()) {
            log.remark("--criu is ignored: CRIU is found on PATH");
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

        /**
         * The version to print.
         *
         * @param program what the program calls itself
         */
        record Version(String program) implements Request {}

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
                return words.isEmpty() ? name.word() : name.word() + " " + Printable.line(words.getFirst());
            }
        }
    }
}
