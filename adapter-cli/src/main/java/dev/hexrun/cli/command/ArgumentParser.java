package dev.hexrun.cli.command;

import dev.hexrun.cli.command.CommandSpec.Order;
import dev.hexrun.cli.command.FlagSpec.Kind;
import dev.hexrun.cli.command.FlagSpec.Support;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.domain.failure.UnsupportedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parser of arguments according to a {@link CommandSpec}.
 *
 * <p>A flag has one dash or two; its value follows after {@code =} or is the next argument; {@code --} ends the flags.
 * Values are not split at commas.
 */
final class ArgumentParser {

    private final CommandSpec command;
    private final List<String> words;
    private final Arguments arguments = new Arguments();
    private int next;

    private ArgumentParser(CommandSpec command, List<String> words) {
        this.command = command;
        this.words = words;
    }

    /**
     * Parses arguments. If help is requested, the rest is not checked.
     *
     * @param command the syntax of the command
     * @param words the arguments after its name
     * @throws UsageException if a flag is unknown, its value is missing or invalid, or the number of positional arguments
     *     is wrong
     * @throws UnsupportedException if this build does not support a flag
     */
    static Arguments parse(CommandSpec command, List<String> words) {
        ArgumentParser parser = new ArgumentParser(command, words);
        parser.readAll();
        if (!parser.arguments.isOn(Flags.HELP)) {
            parser.checkCount();
        }
        return parser.arguments;
    }

    private void readAll() {
        boolean flags = true;
        while (next < words.size()) {
            String word = words.get(next++);
            if (!flags || word.length() < 2 || word.charAt(0) != '-') {
                arguments.addPositional(word);
                flags &= command.order() == Order.MIXED;
            } else if (word.equals("--")) {
                flags = false;
            } else {
                readFlag(word);
                if (arguments.isOn(Flags.HELP)) {
                    return;
                }
            }
        }
    }

    private void readFlag(String word) {
        int start = word.startsWith("--") ? 2 : 1;
        int equals = word.indexOf('=');
        String name = word.substring(start, equals < 0 ? word.length() : equals);
        FlagSpec flag = find(name);
        if (flag == null) {
            readUnknown(word, name);
            return;
        }
        String value;
        if (flag.kind() == Kind.SWITCH) {
            value = equals < 0 ? "true" : parseBoolean(flag, word.substring(equals + 1));
        } else if (equals >= 0) {
            value = word.substring(equals + 1);
        } else if (next < words.size()) {
            value = words.get(next++);
        } else {
            throw invalid(
                    "flag needs an argument: " + (name.length() == 1 ? "-" : "--") + name, "expected " + flag.value());
        }
        if (flag.support() == Support.MISSING) {
            refuse(flag, value);
        }
        arguments.addFlag(flag, value);
    }

    /** Reads combined switches such as {@code -it}, and the signal of {@code kill -TERM}. */
    private void readUnknown(String word, String name) {
        if (command.name().equals("kill") && !word.startsWith("--") && KillCommand.isSignal(name)) {
            arguments.addFlag(Flags.SIGNAL, name);
            return;
        }
        if (word.length() < 3 || word.startsWith("--") || word.indexOf('=') >= 0 || !areSwitches(name)) {
            throw invalid("unknown flag " + Printable.line(word), FlagSuggestion.of(command, name));
        }
        for (int i = 0; i < name.length(); i++) {
            readFlag("-" + name.charAt(i));
        }
    }

    private boolean areSwitches(String letters) {
        for (int i = 0; i < letters.length(); i++) {
            FlagSpec flag = find(letters.substring(i, i + 1));
            if (flag == null || flag.kind() != Kind.SWITCH) {
                return false;
            }
        }
        return true;
    }

    private @Nullable FlagSpec find(String name) {
        for (FlagSpec flag : command.flags()) {
            if (flag.isCalled(name)) {
                return flag;
            }
        }
        if (Flags.HELP.isCalled(name)) {
            return Flags.HELP;
        }
        return null;
    }

    private String parseBoolean(FlagSpec flag, String value) {
        return switch (value) {
            case "true", "True", "TRUE", "t", "T", "1" -> "true";
            case "false", "False", "FALSE", "f", "F", "0" -> "false";
            default ->
                throw invalid("invalid boolean value \"" + value + "\" for --" + flag.name(), "must be true or false");
        };
    }

    /** Throws unless the value is empty or zero, with which callers disable the feature. */
    private void refuse(FlagSpec flag, String value) {
        if (!value.isEmpty() && !value.equals("0")) {
            throw UnsupportedException.option(command.name() + " --" + flag.name(), "not supported by this build yet");
        }
    }

    private void checkCount() {
        List<String> positionals = arguments.positionals();
        if (positionals.size() < command.min()) {
            throw invalid("missing " + command.arguments().split(" ", -1)[positionals.size()], usage());
        }
        if (positionals.size() > command.max()) {
            throw invalid("unexpected argument \"" + Printable.line(positionals.get(command.max())) + "\"", usage());
        }
    }

    private String usage() {
        return "usage: " + command.name() + " [flags]" + (command.arguments().isEmpty() ? "" : " ")
                + command.arguments();
    }

    private UsageException invalid(String message, String hint) {
        return new UsageException(message, hint, command);
    }
}
