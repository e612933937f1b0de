package dev.hexrun.cli.command;

import dev.hexrun.cli.command.CommandSpec.Order;
import dev.hexrun.cli.command.FlagSpec.Kind;
import dev.hexrun.cli.command.FlagSpec.Support;
import dev.hexrun.domain.failure.UnsupportedException;
import java.util.List;

/**
 * Reads arguments after a {@link CommandSpec}.
 *
 * <p>A flag has one dash or two, its value stands behind {@code =} or is the next argument; {@code --} ends the flags. A
 * value is never split at commas.
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
     * Reads arguments. If help is asked for, that is all the result says, right or wrong as the rest may be.
     *
     * @param command how the command is called
     * @param words the arguments behind its name
     * @return the arguments
     * @throws UsageException if a flag is unknown, its value missing or wrong, or the number of positional arguments wrong
     * @throws UnsupportedException if a flag is used that this build lacks
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
        String value;
        if (flag.kind() == Kind.SWITCH) {
            value = equals < 0 ? "true" : truth(flag, word.substring(equals + 1));
        } else if (equals >= 0) {
            value = word.substring(equals + 1);
        } else if (next < words.size()) {
            value = words.get(next++);
        } else {
            throw wrong("flag needs an argument: " + (name.length() == 1 ? "-" : "--") + name);
        }
        if (flag.support() == Support.MISSING) {
            refuse(flag, value);
        }
        arguments.addFlag(flag, value);
    }

    private FlagSpec find(String name) {
        for (FlagSpec flag : command.flags()) {
            if (flag.isCalled(name)) {
                return flag;
            }
        }
        if (Flags.HELP.isCalled(name)) {
            return Flags.HELP;
        }
        throw wrong("flag provided but not defined: -" + name);
    }

    private String truth(FlagSpec flag, String value) {
        return switch (value) {
            case "true", "True", "TRUE", "t", "T", "1" -> "true";
            case "false", "False", "FALSE", "f", "F", "0" -> "false";
            default -> throw wrong("invalid boolean value \"" + value + "\" for --" + flag.name());
        };
    }

    /** Empty and zero are the values of a flag that is not used. */
    private void refuse(FlagSpec flag, String value) {
        if (!value.isEmpty() && !value.equals("0")) {
            throw new UnsupportedException(command.name() + " --" + flag.name(), "not supported by this build yet");
        }
    }

    private void checkCount() {
        int count = arguments.positionals().size();
        if (count >= command.least() && count <= command.most()) {
            return;
        }
        String bound;
        int number;
        if (command.least() == command.most()) {
            bound = "exactly ";
            number = command.least();
        } else if (count < command.least()) {
            bound = "a minimum of ";
            number = command.least();
        } else {
            bound = "a maximum of ";
            number = command.most();
        }
        throw new UsageException(
                "\"" + command.name() + "\" requires " + bound + number + " argument(s)", "Incorrect Usage.", command);
    }

    private UsageException wrong(String message) {
        return new UsageException(message, "Incorrect Usage: " + message, command);
    }
}
