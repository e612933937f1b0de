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
    void takesValuesBehindAnEqualsSign(String flag) {
        assertThat(parse(CommandName.CREATE, flag, "web").text(Flags.BUNDLE)).contains("/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--bundle", "-bundle", "-b", "--b"})
    void takesValuesFromTheNextArgument(String flag) {
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
    void refusesASwitchThatIsNeitherTrueNorFalse() {
        assertThatThrownBy(() -> parse(CommandName.RUN, "--keep=maybe", "web"))
                .isInstanceOf(UsageException.class)
                .hasMessage("invalid boolean value \"maybe\" for --keep");
    }

    @Test
    void letsTheLastValueCount() {
        assertThat(parse(CommandName.RUN, "-b", "one", "--bundle", "two", "web").text(Flags.BUNDLE))
                .contains("two");
        assertThat(parse(CommandName.RUN, "--keep", "--keep=false", "web").isOn(Flags.KEEP))
                .isFalse();
    }

    @Test
    void keepsEveryValueOfAListAndSplitsNone() {
        Arguments arguments = ArgumentParser.parse(
                CommandSpecs.global(), List.of("--adapter", "a=b,c", "--adapter=d=e", "state", "web"));
        assertThat(arguments.list(Flags.ADAPTER)).containsExactly("a=b,c", "d=e");
        assertThat(arguments.positionals()).containsExactly("state", "web");
    }

    @Test
    void takesFlagsBehindPositionalArguments() {
        Arguments arguments = parse(CommandName.DELETE, "web", "--force");
        assertThat(arguments.isOn(Flags.FORCE)).isTrue();
        assertThat(arguments.positionals()).containsExactly("web");
    }

    @Test
    void takesNoFlagBehindTheIdOfKill() {
        Arguments arguments = parse(CommandName.KILL, "web", "--all");
        assertThat(arguments.isOn(Flags.ALL)).isFalse();
        assertThat(arguments.positionals()).containsExactly("web", "--all");
    }

    @Test
    void takesNoGlobalFlagBehindTheCommand() {
        Arguments arguments = ArgumentParser.parse(CommandSpecs.global(), List.of("state", "--debug"));
        assertThat(arguments.isOn(Flags.DEBUG)).isFalse();
        assertThat(arguments.positionals()).containsExactly("state", "--debug");
    }

    @Test
    void endsFlagsAtTwoDashes() {
        assertThat(parse(CommandName.DELETE, "--", "--force").positionals()).containsExactly("--force");
    }

    @Test
    void takesOneDashAsAnArgument() {
        assertThat(parse(CommandName.STATE, "-").positionals()).containsExactly("-");
    }

    @ParameterizedTest
    @CsvSource({"--wrong, -wrong", "-wrong, -wrong", "--wrong=1, -wrong", "-x, -x", "--=1, -"})
    void namesAnUnknownFlag(String flag, String named) {
        UsageException failure =
                catchThrowableOfType(UsageException.class, () -> parse(CommandName.STATE, flag, "web"));
        assertThat(failure).hasMessage("flag provided but not defined: " + named);
        assertThat(failure.help(List.of("hexrun")))
                .startsWith(
                        "Incorrect Usage: flag provided but not defined: " + named + "\n\nNAME:\n   hexrun state - ");
    }

    @ParameterizedTest
    @CsvSource({"--bundle, --bundle", "-bundle, --bundle", "-b, -b"})
    void namesAFlagWithoutItsValue(String flag, String named) {
        assertThatThrownBy(() -> parse(CommandName.CREATE, "web", flag))
                .isInstanceOf(UsageException.class)
                .hasMessage("flag needs an argument: " + named);
    }

    @Test
    void saysHowManyArgumentsACommandTakes() {
        assertThatThrownBy(() -> parse(CommandName.CREATE)).hasMessage("\"create\" requires exactly 1 argument(s)");
        assertThatThrownBy(() -> parse(CommandName.LIST, "web")).hasMessage("\"list\" requires exactly 0 argument(s)");
        assertThatThrownBy(() -> parse(CommandName.KILL)).hasMessage("\"kill\" requires a minimum of 1 argument(s)");
        assertThatThrownBy(() -> parse(CommandName.KILL, "web", "TERM", "9"))
                .hasMessage("\"kill\" requires a maximum of 2 argument(s)");
    }

    @Test
    void headsTheHelpWhenTheNumberOfArgumentsIsWrong() {
        UsageException failure = catchThrowableOfType(UsageException.class, () -> parse(CommandName.STATE));
        assertThat(failure.help(List.of("hexrun"))).startsWith("Incorrect Usage.\n\nNAME:\n   hexrun state - ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-help", "-h", "--h"})
    void asksForHelpWhateverElseIsThere(String flag) {
        assertThat(parse(CommandName.CREATE, flag, "one", "two", "--wrong").isOn(Flags.HELP))
                .isTrue();
    }
}
