package dev.hexrun.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentParserTest {

    private static Arguments parse(CommandName command, String... words) {
        return ArgumentParser.parse(CommandSpecs.of(command), List.of(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--bundle=/b", "-bundle=/b", "-b=/b", "--b=/b"})
    void acceptsValuesAfterAnEqualsSign(String flag) {
        assertThat(parse(CommandName.CREATE, flag, "web").text(Flags.BUNDLE)).contains("/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--bundle", "-bundle", "-b", "--b"})
    void acceptsValuesAsTheNextArgument(String flag) {
        Arguments arguments = parse(CommandName.CREATE, flag, "/b", "web");
        assertThat(arguments.text(Flags.BUNDLE)).contains("/b");
        assertThat(arguments.positionals()).containsExactly("web");
    }

    @ParameterizedTest
    @CsvSource({
        "--keep, true",
        "-keep, true",
        "--keep=true, true",
        "--keep=t, true",
        "--keep=1, true",
        "--keep=false, false",
        "--keep=f, false",
        "--keep=0, false"
    })
    void readsSwitches(String flag, boolean expected) {
        assertThat(parse(CommandName.RUN, flag, "web").isOn(Flags.KEEP)).isEqualTo(expected);
    }

    @Test
    void rejectsAnInvalidBoolean() {
        assertThatThrownBy(() -> parse(CommandName.RUN, "--keep=maybe", "web"))
                .isInstanceOf(UsageException.class)
                .hasMessage("run: invalid boolean value \"maybe\" for --keep");
    }

    @Test
    void usesTheLastValue() {
        assertThat(parse(CommandName.RUN, "-b", "one", "--bundle", "two", "web").text(Flags.BUNDLE))
                .contains("two");
        assertThat(parse(CommandName.RUN, "--keep", "--keep=false", "web").isOn(Flags.KEEP))
                .isFalse();
    }

    @Test
    void keepsAllValuesOfAListWithoutSplitting() {
        Arguments arguments = ArgumentParser.parse(
                CommandSpecs.global(), List.of("--adapter", "a=b,c", "--adapter=d=e", "state", "web"));
        assertThat(arguments.list(Flags.ADAPTER)).containsExactly("a=b,c", "d=e");
        assertThat(arguments.positionals()).containsExactly("state", "web");
    }

    @Test
    void acceptsFlagsAfterPositionalArguments() {
        Arguments arguments = parse(CommandName.DELETE, "web", "--force");
        assertThat(arguments.isOn(Flags.FORCE)).isTrue();
        assertThat(arguments.positionals()).containsExactly("web");
    }

    @Test
    void rejectsFlagsAfterTheIdOfKill() {
        Arguments arguments = parse(CommandName.KILL, "web", "--all");
        assertThat(arguments.isOn(Flags.ALL)).isFalse();
        assertThat(arguments.positionals()).containsExactly("web", "--all");
    }

    @Test
    void rejectsGlobalFlagsAfterTheCommand() {
        Arguments arguments = ArgumentParser.parse(CommandSpecs.global(), List.of("state", "--debug"));
        assertThat(arguments.isOn(Flags.DEBUG)).isFalse();
        assertThat(arguments.positionals()).containsExactly("state", "--debug");
    }

    @Test
    void endsFlagsAtTwoDashes() {
        assertThat(parse(CommandName.DELETE, "--", "--force").positionals()).containsExactly("--force");
    }

    @Test
    void acceptsADashAsAnArgument() {
        assertThat(parse(CommandName.STATE, "-").positionals()).containsExactly("-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state --wrong web | state: unknown flag --wrong; see \"hexrun state --help\"",
                "state -wrong web | state: unknown flag -wrong; see \"hexrun state --help\"",
                "state --wrong=1 web | state: unknown flag --wrong=1; see \"hexrun state --help\"",
                "state -x web | state: unknown flag -x; see \"hexrun state --help\"",
                "state --=1 web | state: unknown flag --=1; see \"hexrun state --help\"",
                "state --debug web | state: unknown flag --debug; global flags must precede the command",
                "list --formt json | list: unknown flag --formt; did you mean --format?",
                "list -o json | list: unknown flag -o; did you mean \"--format json\"?",
                "list --all | list: unknown flag --all; list includes stopped containers",
                "exec --tyt web | exec: unknown flag --tyt; did you mean --tty?",
                "exec -itx web sh | exec: unknown flag -itx; see \"hexrun exec --help\"",
                "exec -w / web | exec: unknown flag -w; did you mean \"--cwd\"?",
                "run --rm web | run: unknown flag --rm; "
                        + "run deletes the container when its process has ended, unless --keep is given",
                "run -it web | run: unknown flag -it; it is set in config.json: /process/terminal",
                "run --det web | run: unknown flag --det; did you mean --detach?",
                "ps -ef web | ps: unknown flag -ef; options of ps follow the ID",
                "update --mem 5m web | update: unknown flag --mem; did you mean --memory?",
                "kill -NOPE web | kill: unknown flag -NOPE; see \"hexrun kill --help\"",
            })
    void suggestsAFlagForAnUnknownOne(String line, String message) {
        List<String> words = List.of(line.split(" "));
        CommandName name = CommandName.of(words.getFirst()).orElseThrow();
        UsageException failure = catchThrowableOfType(
                UsageException.class,
                () -> ArgumentParser.parse(CommandSpecs.of(name), words.subList(1, words.size())));
        assertThat(failure.text(List.of("hexrun"))).isEqualTo(message);
    }

    @Test
    void acceptsCombinedSwitches() {
        Arguments arguments = parse(CommandName.EXEC, "-itd", "web", "sh", "-it");
        assertThat(arguments.isOn(Flags.TTY)).isTrue();
        assertThat(arguments.isOn(Flags.EXEC_DETACH)).isTrue();
        assertThat(arguments.positionals()).containsExactly("web", "sh", "-it");
    }

    @ParameterizedTest
    @CsvSource({"-9, 9", "-KILL, KILL", "-sKILL, ''", "-SIGRTMIN+3, SIGRTMIN+3"})
    void acceptsASignalLikeKill(String flag, String signal) {
        if (signal.isEmpty()) {
            assertThatThrownBy(() -> parse(CommandName.KILL, flag, "web")).isInstanceOf(UsageException.class);
        } else {
            assertThat(parse(CommandName.KILL, flag, "web").text(Flags.SIGNAL)).contains(signal);
        }
    }

    @ParameterizedTest
    @CsvSource({"--bundle, --bundle", "-bundle, --bundle", "-b, -b"})
    void reportsAFlagWithoutAValue(String flag, String named) {
        UsageException failure =
                catchThrowableOfType(UsageException.class, () -> parse(CommandName.CREATE, "web", flag));
        assertThat(failure).hasMessage("create: flag needs an argument: " + named);
        assertThat(failure.text(List.of("hexrun"))).endsWith("; expected DIR");
    }

    @Test
    void reportsAMissingOrUnexpectedArgument() {
        assertThat(usage(CommandName.CREATE)).isEqualTo("create: missing ID; usage: create [flags] ID");
        assertThat(usage(CommandName.LIST, "web")).isEqualTo("list: unexpected argument \"web\"; usage: list [flags]");
        assertThat(usage(CommandName.KILL)).isEqualTo("kill: missing ID; usage: kill [flags] ID [SIGNAL]");
        assertThat(usage(CommandName.STATE, "web", "db"))
                .isEqualTo("state: unexpected argument \"db\"; usage: state [flags] ID");
        assertThat(usage(CommandName.DELETE)).isEqualTo("delete: missing ID; usage: delete [flags] ID [ID...]");
    }

    private static String usage(CommandName name, String... words) {
        return catchThrowableOfType(UsageException.class, () -> parse(name, words))
                .text(List.of("hexrun"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-help", "-h", "--h"})
    void requestsHelpRegardlessOfOtherArguments(String flag) {
        assertThat(parse(CommandName.CREATE, flag, "one", "two", "--wrong").isOn(Flags.HELP))
                .isTrue();
    }
}
