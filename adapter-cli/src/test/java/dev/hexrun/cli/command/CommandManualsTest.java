package dev.hexrun.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.cli.command.CommandLine.Request;
import dev.hexrun.cli.command.CommandManual.Example;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandManualsTest {

    static Stream<String> examples() {
        return Stream.concat(
                        CommandManuals.global().examples().stream(),
                        Stream.of(CommandName.values()).flatMap(name -> CommandManuals.of(name).examples().stream()))
                .map(Example::line);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void parsesAllExamples(String example) {
        CommandLine line = CommandLine.of(List.of(example.split(" ")));
        line.options(Settings.NONE);
        Request request = line.request();
        assertThat(request instanceof Request.Run || example.startsWith("hexrun help"))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void describesEveryCommandWithAnExample(CommandName name) {
        CommandManual manual = CommandManuals.of(name);
        assertThat(manual.summary()).isNotEmpty().doesNotEndWith(".").doesNotContain("\n");
        assertThat(manual.description()).endsWith("\n");
        assertThat(manual.examples()).isNotEmpty().allSatisfy(example -> {
            assertThat(List.of(example.line().split(" "))).startsWith("hexrun").contains(name.word());
            assertThat(example.purpose()).isNotEmpty().doesNotEndWith(".");
        });
    }

    @ParameterizedTest
    @EnumSource
    void fitsIntoATerminal(CommandName name) {
        assertThat(HelpText.of("hexrun", CommandSpecs.of(name)).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(105));
    }
}
