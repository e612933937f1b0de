package dev.hexrun.cli.reference;

import dev.hexrun.cli.command.CommandReference;
import dev.hexrun.cli.command.CommandReference.Argument;
import dev.hexrun.cli.command.CommandSpec.Order;
import dev.hexrun.cli.command.FlagSpec;
import java.util.List;

/** Completion for bash. It needs nothing but bash 4, not even the package bash-completion. */
final class BashCompletion {

    private static final String HEAD = """
            # bash completion for hexrun: written by the build, from what the command line says of itself

            """;

    /** Where the tables that stand before it are used. */
    private static final String MACHINE = """
            _hexrun() {
                local action='' command='' current flag='' name prefix='' word
                local -i at count=0 flags=1 last
                local -a runtime=("${COMP_WORDS[0]}") words=()

                # "=" is a word of its own, unless COMP_WORDBREAKS was changed. It means what a space does.
                for ((at = 0; at <= COMP_CWORD; at++)); do
                    word=${COMP_WORDS[at]}
                    if [[ $word == = && $at -gt 0 ]]; then
                        if ((at == COMP_CWORD)); then words+=(''); fi
                    else
                        words+=("$word")
                    fi
                done
                last=$((${#words[@]} - 1))
                current=${words[last]}

                for ((at = 1; at < last; at++)); do
                    word=${words[at]}
                    if ((flags)) && [[ $word == -- ]]; then
                        flags=0
                    elif ((flags)) && [[ $word == -?* ]]; then
                        name=${word#-}
                        name=${name#-}
                        if [[ $command == '' && $name == root=* ]]; then runtime+=(--root "${name#*=}"); fi
                        if [[ $name != *=* ]] && _hexrun_value "$command" "$name"; then
                            if [[ $command == '' && $name == root ]]; then runtime+=(--root "${words[at + 1]}"); fi
                            at+=1
                            if ((at == last)); then flag=$name; fi
                        fi
                    elif [[ $command == '' ]]; then
                        command=$word
                        flags=1
                    else
                        count+=1
                        if _hexrun_flags_first "$command"; then flags=0; fi
                    fi
                done

                COMPREPLY=()
                if [[ $flag == '' ]] && ((flags)) && [[ $current == -*=* ]]; then
                    prefix=${current%%=*}=
                    current=${current#*=}
                    flag=${prefix%=}
                    flag=${flag#-}
                    flag=${flag#-}
                fi
                if [[ $flag != '' ]]; then
                    _hexrun_value "$command" "$flag" || return 0
                elif ((flags)) && [[ $current == -* ]]; then
                    action="words $(_hexrun_flags "$command")"
                elif [[ $command == '' ]]; then
                    action=commands
                else
                    _hexrun_argument "$command" "$count"
                fi
                case $action in
                commands) action="words $(_hexrun_commands)" ;;
                containers) action="words $("${runtime[@]}" list --quiet 2>/dev/null)" ;;
                esac
                case $action in
                directories)
                    compopt -o filenames 2>/dev/null
                    mapfile -t COMPREPLY < <(compgen -P "$prefix" -d -- "$current")
                    ;;
                files)
                    compopt -o filenames 2>/dev/null
                    mapfile -t COMPREPLY < <(compgen -P "$prefix" -f -- "$current")
                    ;;
                words\\ *) mapfile -t COMPREPLY < <(compgen -P "$prefix" -W "${action#words }" -- "$current") ;;
                esac
                return 0
            }

            complete -F _hexrun hexrun
            """;

    private BashCompletion() {}

    static String text(CommandReference runtime, List<CommandReference> commands) {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("_hexrun_commands() {\n    echo '");
        String separator = "";
        for (CommandReference command : commands) {
            text.append(separator).append(command.spec().name());
            separator = " ";
        }
        text.append("'\n}\n\n# The flags of a command, or the global ones.\n_hexrun_flags() {\n    case $1 in\n");
        appendFlags(text, runtime);
        commands.forEach(command -> appendFlags(text, command));
        text.append("    esac\n}\n\n# Sets what the value of a flag can be; fails if it has none.\n");
        text.append("_hexrun_value() {\n    case \"$1 $2\" in\n");
        appendValues(text, runtime);
        commands.forEach(command -> appendValues(text, command));
        text.append("    *) return 1 ;;\n    esac\n}\n\n# Whether no flag may follow the first argument.\n");
        text.append("_hexrun_flags_first() {\n    case $1 in\n");
        for (CommandReference command : commands) {
            if (command.spec().order() == Order.FLAGS_FIRST) {
                text.append("    ").append(command.spec().name()).append(") return 0 ;;\n");
            }
        }
        text.append("    *) return 1 ;;\n    esac\n}\n\n# Sets what an argument can be.\n");
        text.append("_hexrun_argument() {\n    case \"$1 $2\" in\n");
        commands.forEach(command -> appendArguments(text, command));
        text.append("    esac\n}\n\n");
        return text.append(MACHINE).toString();
    }

    private static void appendFlags(StringBuilder text, CommandReference command) {
        String name = command.spec().name();
        text.append("    ").append(name.isEmpty() ? "''" : name).append(") echo '");
        String separator = "";
        for (FlagSpec flag : command.flags()) {
            text.append(separator).append("--").append(flag.name());
            separator = " ";
            if (!flag.letter().isEmpty()) {
                text.append(" -").append(flag.letter());
            }
        }
        text.append("' ;;\n");
    }

    private static void appendValues(StringBuilder text, CommandReference command) {
        for (FlagSpec flag : command.flags()) {
            ValueHint hint = ValueHint.of(flag);
            String action = switch (hint.type()) {
                case NONE -> "";
                case WORDS -> "action='words " + String.join(" ", hint.words()) + "'";
                case DIRECTORY -> "action=directories";
                case FILE -> "action=files";
                case OTHER -> "action=";
            };
            if (!action.isEmpty()) {
                String name = command.spec().name();
                text.append("    '")
                        .append(name)
                        .append(' ')
                        .append(flag.name())
                        .append('\'');
                if (!flag.letter().isEmpty()) {
                    text.append(" | '")
                            .append(name)
                            .append(' ')
                            .append(flag.letter())
                            .append('\'');
                }
                text.append(") ").append(action).append(" ;;\n");
            }
        }
    }

    private static void appendArguments(StringBuilder text, CommandReference command) {
        int number = 0;
        for (Argument argument : command.arguments()) {
            String action = switch (argument) {
                case CONTAINER -> "containers";
                case SIGNAL -> "'words " + String.join(" ", Signals.NAMES) + "'";
                case COMMAND -> "commands";
                case OTHER -> "";
            };
            if (!action.isEmpty()) {
                text.append("    '").append(command.spec().name()).append(' ').append(number);
                text.append("') action=").append(action).append(" ;;\n");
            }
            number++;
        }
    }
}
