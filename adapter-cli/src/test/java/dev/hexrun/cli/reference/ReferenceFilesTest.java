package dev.hexrun.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hexrun.cli.command.CommandReference;
import dev.hexrun.cli.command.FlagSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the generated files with shells and formatters of manual pages, where they are installed. */
class ReferenceFilesTest {

    private static final String BASH = "bash-completion/completions/hexrun";
    private static final String ZSH = "zsh/site-functions/_hexrun";
    private static final String FISH = "fish/vendor_completions.d/hexrun.fish";

    @TempDir
    private Path directory;

    private Path share;

    @BeforeEach
    void write() throws IOException {
        share = directory.resolve("share");
        ReferenceFiles.write(share, "0.1.0", "2026-01-02");
        // Stands for hexrun: completion calls it for the ids of containers. It prints unexpected arguments.
        Path program = directory.resolve("bin/hexrun");
        Files.createDirectory(program.getParent());
        Files.writeString(
                program, "#!/bin/sh\n[ $# = 2 ] || echo \"args:$(echo \"$@\" | tr ' ' ,)\"\necho web-1\necho web-2\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private void need(String tool) {
        assumeFalse(run(List.of("sh", "-c", "command -v " + tool)).isEmpty(), tool + " is not installed");
    }

    private String run(List<String> command, Path... path) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().merge("PATH", "", (old, none) -> path.length == 0 ? old : path[0] + ":" + old);
            builder.environment().put("HOME", directory.toString());
            Process process = builder.start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<CommandReference> all() {
        return Stream.concat(Stream.of(CommandReference.runtime()), CommandReference.commands().stream());
    }

    private static Path pageOf(CommandReference command) {
        String name = command.spec().name();
        return Path.of("man/man8/hexrun" + (name.isEmpty() ? "" : "-" + name) + ".8");
    }

    static Stream<Path> pages() {
        return Stream.concat(all().map(ReferenceFilesTest::pageOf), Stream.of(Path.of("man/man5/hexrun.conf.5")));
    }

    @ParameterizedTest
    @MethodSource("all")
    void hasEveryFlagOfACommandInItsPage(CommandReference command) throws IOException {
        String page = Files.readString(share.resolve(pageOf(command)));
        assertThat(page).contains(".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS", ".SH EXAMPLES");
        for (FlagSpec flag : command.flags()) {
            assertThat(page).contains("\\-\\-" + flag.name().replace("-", "\\-"));
        }
    }

    @ParameterizedTest
    @CsvSource({BASH, ZSH, FISH})
    void completesEveryCommandAndFlag(String file) throws IOException {
        String text = Files.readString(share.resolve(file));
        all().forEach(command -> {
            assertThat(text).contains(command.spec().name());
            command.flags().forEach(flag -> assertThat(text).contains(flag.name()));
        });
    }

    @ParameterizedTest
    @MethodSource("pages")
    void writesPagesThatMandocAccepts(Path page) {
        need("mandoc");
        assertThat(run(List.of("mandoc", "-Tlint", share.resolve(page).toString())))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void writesPagesThatGroffAccepts(Path page) {
        need("groff");
        assertThat(run(List.of(
                        "groff",
                        "-man",
                        "-Tutf8",
                        "-ww",
                        "-z",
                        share.resolve(page).toString())))
                .isEmpty();
    }

    @Test
    void writesExamplesThatCanBeCopied() {
        need("groff");
        String page = share.resolve("man/man8/hexrun-kill.8").toString();
        assertThat(run(List.of("groff", "-man", "-Tutf8", "-P-cbou", page)))
                .contains("\n           hexrun kill --all web 15\n", "-a, --all", "hexrun(8)");
    }

    @ParameterizedTest
    @CsvSource({"bash, " + BASH, "zsh, " + ZSH, "fish, " + FISH})
    void writesCompletionThatTheShellParses(String shell, String file) {
        need(shell);
        assertThat(run(List.of(shell, "-n", share.resolve(file).toString()))).isEmpty();
    }

    /** Completes the last word of a line, in which {@code =} is a separate word as in bash. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hexrun st | start state stats",
                "hexrun sta | start state stats",
                "hexrun --root /x li | list",
                "hexrun --root = /x li | list",
                "hexrun --log-f | --log-format",
                "hexrun --log-format j | json",
                "hexrun --log-format = j | json",
                "hexrun --log-format=j | --log-format=json",
                "hexrun -log-format te | text",
                "hexrun --debug list --q | --quiet",
                "hexrun list --format = '' | table json",
                "hexrun list -f t | table",
                "hexrun state web | web-1 web-2",
                "hexrun state web-2 '' | ''",
                "hexrun stats --no-stream web | web-1 web-2",
                "hexrun events --pressure m | medium",
                "hexrun --root /x state a | args:--root,/x,list,--quiet",
                "hexrun --root=/x state a | args:--root,/x,list,--quiet",
                "hexrun kill web-1 K | KILL",
                "hexrun kill --all web-1 US | USR1 USR2",
                "hexrun kill web-1 -- | ''",
                "hexrun delete -- web | web-1 web-2",
                "hexrun create web | ''",
                "hexrun help val | validate",
                "hexrun nonsense x | ''",
            })
    void completesInBash(String line, String expected) {
        need("bash");
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                ". \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _hexrun; echo \"${COMPREPLY[*]}\"",
                share.resolve(BASH).toString()));
        for (String word : line.split(" ", -1)) {
            command.add(word.equals("''") ? "" : word);
        }
        assertThat(run(command, directory.resolve("bin")).strip()).isEqualTo(expected);
    }

    @Test
    void completesDirectoriesInBash() {
        need("bash");
        assertThat(run(List.of(
                        "bash",
                        "-c",
                        ". \"$0\"; COMP_WORDS=(hexrun create --bundle \"$1/\"); COMP_CWORD=3; _hexrun; "
                                + "printf '%s\\n' \"${COMPREPLY[@]}\"",
                        share.resolve(BASH).toString(),
                        directory.toString())))
                .contains(directory.resolve("share").toString())
                .contains(directory.resolve("bin").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hexrun st | start state",
                "hexrun --root /x li | list",
                "hexrun --root=/x li | list",
                "hexrun --log-format j | json",
                "hexrun list --qu | --quiet",
                "hexrun list -f t | table",
                "hexrun state web | web-1 web-2",
                "hexrun --root /x state a | args:--root,/x,list,--quiet",
                "hexrun kill web-1 K | KILL",
                "hexrun kill --all web-1 US | USR1 USR2",
                "hexrun help val | validate",
            })
    void completesInFish(String line, String expected) {
        need("fish");
        String script =
                "set -x PATH $argv[1] $PATH; source $argv[2]; complete -C $argv[3] | string replace -r '\\t.*' ''";
        String answer = run(List.of(
                "fish",
                "--no-config",
                "-c",
                script,
                directory.resolve("bin").toString(),
                share.resolve(FISH).toString(),
                line));
        assertThat(answer.strip().lines().toList()).containsExactlyInAnyOrder(expected.split(" "));
    }
}
