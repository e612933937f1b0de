package dev.hexrun.cli.reference;

import dev.hexrun.cli.command.CommandReference;
import dev.hexrun.cli.command.CommandReference.Argument;
import dev.hexrun.cli.command.FlagSpec;
import dev.hexrun.cli.command.FlagSpec.Kind;
import java.util.List;

/** Completion for zsh, by its function {@code _arguments}. */
final class ZshCompletion {

    private static final String HEAD = """
            #compdef hexrun
            # Written by the build, from what the command line says of itself.

            """;

    private ZshCompletion() {}

    static String text(CommandReference runtime, List<CommandReference> commands) {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("_hexrun_commands() {\n  local -a commands=(\n");
        for (CommandReference command : commands) {
            text.append("    ")
                    .append(quoted(
                            command.spec().name() + ":" + command.manual().summary()))
                    .append('\n');
        }
        text.append("  )\n  _describe -t commands command commands\n}\n\n");
        text.append("""
                _hexrun_containers() {
                  local -a ids
                  ids=(${(f)"$(_call_program containers ${(q)hexrun_program} ${hexrun_root:+--root ${(q)hexrun_root}} list --quiet 2>/dev/null)"})
                  _wanted containers expl container compadd -a ids
                }

                _hexrun() {
                  local curcontext="$curcontext" context state line expl ret=1
                  local hexrun_program=$words[1] hexrun_root
                  typeset -A opt_args
                  _arguments -C -S \\
                """);
        appendFlags(text, runtime, "    ");
        text.append("""
                    '1:command:_hexrun_commands' \\
                    '*::argument:->argument' && ret=0
                  [[ $state == argument ]] || return ret
                  hexrun_root=${(Q)opt_args[--root]}
                  curcontext="${curcontext%:*:*}:hexrun-$words[1]:"
                  case $words[1] in
                """);
        for (CommandReference command : commands) {
            text.append("  ").append(command.spec().name()).append(")\n    _arguments -S \\\n");
            appendFlags(text, command, "      ");
            appendArguments(text, command);
            text.append("      && ret=0\n    ;;\n");
        }
        return text.append("  esac\n  return ret\n}\n\n_hexrun \"$@\"\n").toString();
    }

    private static void appendFlags(StringBuilder text, CommandReference command, String indent) {
        for (FlagSpec flag : command.flags()) {
            ValueHint hint = ValueHint.of(flag);
            String rest = "[" + flag.summary().replace("[", "\\[").replace("]", "\\]") + "]"
                    + switch (hint.type()) {
                        case NONE -> "";
                        case WORDS -> ":" + flag.name() + ":(" + String.join(" ", hint.words()) + ")";
                        case DIRECTORY -> ":" + flag.value() + ":_files -/";
                        case FILE -> ":" + flag.value() + ":_files";
                        case OTHER -> ":" + flag.value() + ": ";
                    };
            String equals = flag.kind() == Kind.SWITCH ? "" : "=";
            String plus = flag.kind() == Kind.SWITCH ? "" : "+";
            text.append(indent);
            if (flag.kind() == Kind.LIST) {
                if (!flag.letter().isEmpty()) {
                    text.append(quoted("*-" + flag.letter() + plus + rest)).append(' ');
                }
                text.append(quoted("*--" + flag.name() + equals + rest));
            } else if (flag.letter().isEmpty()) {
                text.append(quoted("--" + flag.name() + equals + rest));
            } else {
                text.append(quoted("(-" + flag.letter() + " --" + flag.name() + ")"))
                        .append("{-" + flag.letter() + plus + ",--" + flag.name() + equals + "}")
                        .append(quoted(rest));
            }
            text.append(" \\\n");
        }
    }

    private static void appendArguments(StringBuilder text, CommandReference command) {
        int number = 0;
        for (Argument argument : command.arguments()) {
            String action = switch (argument) {
                case CONTAINER -> ":container:_hexrun_containers";
                case SIGNAL -> ":signal:(" + String.join(" ", Signals.NAMES) + ")";
                case COMMAND -> ":command:_hexrun_commands";
                case OTHER -> "";
            };
            number++;
            if (!action.isEmpty()) {
                text.append("      ").append(quoted(number + action)).append(" \\\n");
            }
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
