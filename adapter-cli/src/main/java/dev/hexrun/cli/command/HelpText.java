package dev.hexrun.cli.command;

import dev.hexrun.cli.command.CommandManual.Example;
import dev.hexrun.cli.command.CommandManual.Group;
import dev.hexrun.cli.command.FlagSpec.Kind;
import dev.hexrun.cli.command.FlagSpec.Support;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Help texts. The headings are those of runc, since scripts search for them. */
final class HelpText {

    private static final String INDENT = "   ";

    /** The summary of a longer name is printed on the next line. */
    private static final int MAX_NAME_WIDTH = 26;

    private final String program;
    private final StringBuilder text = new StringBuilder();

    private HelpText(String program) {
        this.program = program;
    }

    /**
     * Returns help for the runtime: commands and global flags.
     *
     * @param program the name of the program
     */
    static String global(String program) {
        HelpText help = new HelpText(program);
        CommandSpec spec = CommandSpecs.global();
        CommandManual manual = CommandManuals.global();
        help.appendHead(program, manual, program + " [global flags] " + spec.arguments());
        for (Group group : Group.values()) {
            help.appendCommands(group);
        }
        help.appendFlags("GLOBAL FLAGS", spec);
        help.appendExamples(manual);
        help.text
                .append("\n\"")
                .append(program)
                .append(" COMMAND --help\" and the manual page of a command describe it in detail.\n");
        return help.text.toString();
    }

    /**
     * Returns help for one command.
     *
     * @param program the name of the program
     * @param spec the command
     */
    static String of(String program, CommandSpec spec) {
        CommandName name = CommandName.of(spec.name()).orElse(null);
        if (name == null) {
            return global(program);
        }
        HelpText help = new HelpText(program);
        CommandManual manual = CommandManuals.of(name);
        String called = program + " " + spec.name();
        help.appendHead(called, manual, usage(program, spec));
        help.appendFlags("FLAGS", spec);
        help.appendExamples(manual);
        return help.text.toString();
    }

    /** Returns the synopsis of a command in one line. */
    static String usage(String program, CommandSpec spec) {
        return program + " [global flags] " + spec.name() + " [flags]"
                + (spec.arguments().isEmpty() ? "" : " " + spec.arguments());
    }

    private void appendHead(String called, CommandManual manual, String usage) {
        text.append("NAME:\n" + INDENT).append(called).append(" - ").append(manual.summary());
        text.append("\n\nUSAGE:\n" + INDENT).append(usage).append("\n\nDESCRIPTION:\n");
        for (String line : manual.description().split("\n", -1)) {
            text.append(line.isEmpty() ? "" : INDENT).append(line).append('\n');
        }
        text.setLength(text.length() - 1);
    }

    private void appendCommands(Group group) {
        List<String> names = new ArrayList<>();
        List<String> summaries = new ArrayList<>();
        for (CommandName name : CommandName.values()) {
            CommandManual manual = CommandManuals.of(name);
            if (manual.group() == group) {
                names.add(name.word());
                summaries.add(manual.summary());
            }
        }
        text.append("\n").append(group.name().toUpperCase(Locale.ROOT)).append(":\n");
        appendColumns(names, summaries);
    }

    private void appendFlags(String heading, CommandSpec command) {
        List<String> names = new ArrayList<>();
        List<String> summaries = new ArrayList<>();
        for (FlagSpec flag : command.flags()) {
            if (flag.support() == Support.SHOWN) {
                names.add(synopsis(flag));
                summaries.add(
                        flag.initial().isEmpty()
                                ? flag.summary()
                                : flag.summary() + " (default: " + flag.initial() + ")");
            }
        }
        names.add(synopsis(Flags.HELP));
        summaries.add(Flags.HELP.summary());
        text.append("\n").append(heading).append(":\n");
        appendColumns(names, summaries);
    }

    private static String synopsis(FlagSpec flag) {
        return (flag.letter().isEmpty() ? "    " : "-" + flag.letter() + ", ")
                + "--" + flag.name()
                + (flag.kind() == Kind.SWITCH ? "" : " " + flag.value());
    }

    private void appendExamples(CommandManual manual) {
        text.append("\nEXAMPLES:\n");
        for (Example example : manual.examples()) {
            text.append(INDENT + "# ").append(example.purpose()).append('\n');
            text.append(INDENT).append(withProgramName(example.line())).append('\n');
        }
    }

    /** Replaces the first word of an example by the name of the program. */
    private String withProgramName(String line) {
        return program + line.substring(line.indexOf(' '));
    }

    private void appendColumns(List<String> names, List<String> summaries) {
        int width = 0;
        for (String name : names) {
            width = Math.max(width, name.length() > MAX_NAME_WIDTH ? 0 : name.length());
        }
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            text.append(INDENT).append(name);
            if (name.length() > width) {
                text.append('\n').append(INDENT).repeat(' ', width + 2);
            } else {
                text.repeat(' ', width - name.length() + 2);
            }
            text.append(summaries.get(i)).append('\n');
        }
    }
}
