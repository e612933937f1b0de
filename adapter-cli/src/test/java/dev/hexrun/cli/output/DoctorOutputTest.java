package dev.hexrun.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.doctor.Diagnosis;
import dev.hexrun.app.doctor.Finding;
import dev.hexrun.app.doctor.Verdict;
import dev.hexrun.domain.json.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorOutputTest {

    private static final Diagnosis DIAGNOSIS = new Diagnosis(
            "user me (1000)",
            List.of(
                    new Finding("kernel", Verdict.WORKS, "Linux 6.12.0, x86_64", ""),
                    new Finding(
                            "cgroup-delegation",
                            Verdict.LIMITED,
                            "/user.slice is not delegated to the caller: containers have no limits",
                            "start the command with systemd-run --user --scope --property Delegate=yes"),
                    new Finding("clients", Verdict.INFORMATION, "a\u001b[31mb", "")));

    private static final Diagnosis FAILURE =
            new Diagnosis("root", List.of(new Finding("kernel", Verdict.FAILS, "too old", "install a newer kernel")));

    private static TerminalStyle style(int columns, String... environment) {
        CommandContext context = new CommandContext(
                List.of(),
                environment.length == 0
                        ? Map.of("TERM", "xterm")
                        : Map.of("TERM", "xterm", environment[0], environment[1]),
                Optional.empty(),
                1,
                0,
                0,
                0);
        return TerminalStyle.of(columns, context);
    }

    @Test
    void printsOneLinePerFindingAndAdviceToAPipe() {
        assertThat(DoctorOutput.text(DIAGNOSIS, 0, TerminalStyle.PLAIN)).isEqualTo("""
                works    kernel             Linux 6.12.0, x86_64
                limited  cgroup-delegation  /user.slice is not delegated to the caller: containers have no limits
                                            -> start the command with systemd-run --user --scope --property Delegate=yes
                info     clients            a\\x1b[31mb

                user me (1000) can run containers, with 1 limit
                """);
    }

    @Test
    void wrapsLinesOnATerminal() {
        assertThat(DoctorOutput.text(DIAGNOSIS, 80, TerminalStyle.PLAIN)).isEqualTo("""
                works    kernel             Linux 6.12.0, x86_64
                limited  cgroup-delegation  /user.slice is not delegated to the caller:
                                            containers have no limits
                                            -> start the command with systemd-run --user --scope
                                            --property Delegate=yes
                info     clients            a\\x1b[31mb

                user me (1000) can run containers, with 1 limit
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 50, 71, 72, 80, 100, 132, 1000})
    void fitsATerminalExceptForLongWords(int columns) {
        assertThat(DoctorOutput.text(DIAGNOSIS, columns, TerminalStyle.PLAIN).lines())
                .allSatisfy(line -> assertThat(
                                line.length() <= columns || !line.strip().contains(" "))
                        .as(line)
                        .isTrue());
    }

    @Test
    void colorsTheVerdictsOnATerminal() {
        String text = DoctorOutput.text(DIAGNOSIS, 80, style(80));
        assertThat(text)
                .startsWith("\u001b[32mworks\u001b[0m    kernel")
                .contains("\n\u001b[33mlimited\u001b[0m  cgroup-delegation")
                .contains("\ninfo ");
        assertThat(DoctorOutput.text(FAILURE, 80, style(80)))
                .startsWith("\u001b[1;31mfails\u001b[0m")
                .endsWith("\u001b[1;31mroot cannot run containers\u001b[0m: 1 failure\n");
    }

    @Test
    void usesNoColorsIfTheyAreUnwanted() {
        assertThat(DoctorOutput.text(DIAGNOSIS, 80, style(0))).doesNotContain("\u001b");
        assertThat(DoctorOutput.text(DIAGNOSIS, 80, style(80, "NO_COLOR", "1"))).doesNotContain("\u001b");
        CommandContext dumb = new CommandContext(List.of(), Map.of("TERM", "dumb"), Optional.empty(), 1, 0, 0, 0);
        assertThat(DoctorOutput.text(DIAGNOSIS, 80, TerminalStyle.of(80, dumb))).doesNotContain("\u001b");
        CommandContext none = new CommandContext(List.of(), Map.of(), Optional.empty(), 1, 0, 0, 0);
        assertThat(DoctorOutput.text(DIAGNOSIS, 80, TerminalStyle.of(80, none))).doesNotContain("\u001b");
    }

    @Test
    void printsJson() {
        assertThat(JsonText.of(DoctorOutput.document(FAILURE)))
                .isEqualTo(
                        "{\"caller\":\"root\",\"canRun\":false,\"checks\":[{\"name\":\"kernel\",\"verdict\":\"fails\","
                                + "\"detail\":\"too old\",\"advice\":\"install a newer kernel\"}]}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 7, 12, 40})
    void wrapsWithoutLosingWords(int cells) {
        String text = "one 二二 three-four five  six";
        List<String> lines = WrappedText.lines(text, cells);
        assertThat(String.join(" ", lines).replace(" ", "")).isEqualTo(text.replace(" ", ""));
        assertThat(lines)
                .allSatisfy(line -> assertThat(DisplayWidth.of(line) <= cells || !line.contains(" "))
                        .as(line)
                        .isTrue());
        assertThat(WrappedText.lines(text, 0)).containsExactly(text);
    }
}
