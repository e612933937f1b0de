package dev.hexrun.cli.reference;

import dev.hexrun.cli.command.CommandReference;
import dev.hexrun.cli.command.CommandReference.Argument;
import dev.hexrun.cli.command.CommandSpec.Order;
import dev.hexrun.cli.command.FlagSpec;
import dev.hexrun.cli.command.FlagSpec.Kind;
import java.util.List;

/** Completion for fish. */
final class FishCompletion {

    private static final String HEAD = """
            # fish completion for hexrun: written by the build, from what the command line says of itself

            """;

    private FishCompletion() {}

    static String text(CommandReference runtime, List<CommandReference> commands) {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("# The flags of a command, or the global ones, as argparse takes them.\n");
        text.append("function __hexrun_flags\n    switch $argv[1]\n");
        appendSpecs(text, runtime);
        commands.forEach(command -> appendSpecs(text, command));
        text.append("    end\nend\n\n");
        text.append(
                "# Prints the command, and how many arguments stand behind it; fails if there is no command yet.\n");
        text.append("""
                function __hexrun_command
                    set -l words (commandline --tokenize --cut-at-cursor --current-process)
                    set -e words[1]
                    argparse --stop-nonopt (__hexrun_flags '') -- $words 2>/dev/null
                    or return 1
                    set -q argv[1]
                    or return 1
                    set -l command $argv[1]
                    set -e argv[1]
                """);
        text.append("    set -l order\n    switch $command\n        case");
        for (CommandReference command : commands) {
            if (command.spec().order() == Order.FLAGS_FIRST) {
                text.append(' ').append(command.spec().name());
            }
        }
        text.append("\n            set order --stop-nonopt\n    end\n");
        text.append("""
                    argparse $order (__hexrun_flags $command) -- $argv 2>/dev/null
                    echo $command
                    count $argv
                    return 0
                end

                # Whether the command line has this command, and, if a number is given, that many arguments behind it.
                function __hexrun_on
                    set -l found (__hexrun_command)
                    or return 1
                    test "$found[1]" = "$argv[1]"
                    and begin
                        test (count $argv) -eq 1
                        or test "$found[2]" -eq "$argv[2]"
                    end
                end

                function __hexrun_containers
                    set -l words (commandline --tokenize --cut-at-cursor --current-process)
                    set -l program $words[1]
                    set -e words[1]
                    argparse --stop-nonopt (__hexrun_flags '') -- $words 2>/dev/null
                    set -q _flag_root
                    and set program $program --root $_flag_root[-1]
                    command $program list --quiet 2>/dev/null
                end

                complete -c hexrun -f
                """);
        for (CommandReference command : commands) {
            text.append("complete -c hexrun -n 'not __hexrun_command' -a ")
                    .append(command.spec().name())
                    .append(" -d ")
                    .append(quoted(command.manual().summary()))
                    .append('\n');
        }
        appendFlags(text, runtime);
        for (CommandReference command : commands) {
            appendFlags(text, command);
            appendArguments(text, command);
        }
        return text.toString();
    }

    private static void appendSpecs(StringBuilder text, CommandReference command) {
        text.append("        case ").append(quoted(command.spec().name())).append("\n            printf '%s\\n'");
        for (FlagSpec flag : command.flags()) {
            text.append(' ').append(flag.letter().isEmpty() ? "" : flag.letter() + "/");
            text.append(flag.name())
                    .append(
                            switch (flag.kind()) {
                                case SWITCH -> "";
                                case TEXT -> "=";
                                case LIST -> "=+";
                            });
        }
        text.append('\n');
    }

    private static void appendFlags(StringBuilder text, CommandReference command) {
        String name = command.spec().name();
        String condition = name.isEmpty() ? "'not __hexrun_command'" : "'__hexrun_on " + name + "'";
        for (FlagSpec flag : command.flags()) {
            ValueHint hint = ValueHint.of(flag);
            text.append("complete -c hexrun -n ")
                    .append(condition)
                    .append(" -l ")
                    .append(flag.name());
            text.append(flag.letter().isEmpty() ? "" : " -s " + flag.letter());
            text.append(flag.kind() == Kind.SWITCH ? "" : " -r");
            text.append(
                    switch (hint.type()) {
                        case NONE -> "";
                        case WORDS -> " -f -a " + quoted(String.join(" ", hint.words()));
                        case DIRECTORY -> " -f -a '(__fish_complete_directories)'";
                        case FILE -> " -F";
                        case OTHER -> " -f";
                    });
            text.append(" -d ").append(quoted(flag.summary())).append('\n');
        }
    }

    private static void appendArguments(StringBuilder text, CommandReference command) {
        int number = 0;
        for (Argument argument : command.arguments()) {
            String action = switch (argument) {
                case CONTAINER -> "(__hexrun_containers)";
                case SIGNAL -> String.join(" ", Signals.NAMES);
                case COMMAND -> String.join(" ", names());
                case OTHER -> "";
            };
            if (!action.isEmpty()) {
                text.append("complete -c hexrun -n '__hexrun_on ")
                        .append(command.spec().name())
                        .append(' ')
                        .append(number)
                        .append("' -a ")
                        .append(quoted(action))
                        .append('\n');
            }
            number++;
        }
    }

    private static List<String> names() {
        return CommandReference.commands().stream()
                .map(command -> command.spec().name())
                .toList();
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
