package dev.hexrun.cli.command;

import dev.hexrun.cli.command.FlagSpec.Kind;
import dev.hexrun.cli.command.FlagSpec.Support;
import java.util.ArrayList;
import java.util.List;

/** Help for people. */
final class HelpText {

    private HelpText() {}

    /** Help for the runtime: commands and global flags. */
    static String global() {
        CommandSpec global = CommandSpecs.global();
        StringBuilder text = new StringBuilder();
        text.append("hexrun: ").append(global.summary()).append("\n\nUsage:\n  hexrun [global flags] ");
        text.append(global.arguments()).append("\n\nCommands:\n");
        List<String> left = new ArrayList<>();
        List<String> right = new ArrayList<>();
        for (CommandName name : CommandName.values()) {
            left.add(name.word());
            right.add(CommandSpecs.of(name).summary());
        }
        appendColumns(text, left, right);
        text.append("\nGlobal flags:\n");
        appendFlags(text, global);
        text.append("\n\"hexrun COMMAND --help\" tells more about a command.\n");
        return text.toString();
    }

    /** Help for one command. */
    static String of(CommandSpec command) {
        if (command.name().isEmpty()) {
            return global();
        }
        StringBuilder text = new StringBuilder();
        text.append("hexrun ").append(command.name()).append(": ").append(command.summary());
        text.append("\n\nUsage:\n  hexrun [global flags] ")
                .append(command.name())
                .append(" [flags]");
        text.append(command.arguments().isEmpty() ? "" : " ")
                .append(command.arguments())
                .append('\n');
        if (!command.description().isEmpty()) {
            text.append('\n').append(command.description());
        }
        text.append("\nFlags:\n");
        appendFlags(text, command);
        return text.toString();
    }

    private static void appendFlags(StringBuilder text, CommandSpec command) {
        List<String> left = new ArrayList<>();
        List<String> right = new ArrayList<>();
        for (FlagSpec flag : command.flags()) {
            if (flag.support() == Support.SHOWN) {
                left.add(usage(flag));
                right.add(flag.summary());
            }
        }
        left.add(usage(Flags.HELP));
        right.add(Flags.HELP.summary());
        appendColumns(text, left, right);
    }

    private static String usage(FlagSpec flag) {
        return (flag.letter().isEmpty() ? "    " : "-" + flag.letter() + ", ")
                + "--" + flag.name()
                + (flag.kind() == Kind.SWITCH ? "" : " " + flag.value());
    }

    private static void appendColumns(StringBuilder text, List<String> left, List<String> right) {
        int width = 0;
        for (String word : left) {
            width = Math.max(width, word.length());
        }
        for (int i = 0; i < left.size(); i++) {
            String word = left.get(i);
            text.append("  ").append(word).repeat(' ', width - word.length() + 2);
            text.append(right.get(i)).append('\n');
        }
    }
}
