package dev.hexrun.domain.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {

    @Test
    void summarizesInOneLine() {
        assertThat(of("/a", "/b/0").summary()).isEqualTo("/a: wrong; /b/0: wrong");
        assertThat(new Problem("", "no JSON")).hasToString("no JSON");
    }

    @ParameterizedTest
    @CsvSource({
        "/process/cwd,              /process/cwd,                 false",
        "/process,                  /process/cwd,                 false",
        "/process/args/0,           /process/args,                false",
        "/process/cwd,              /process/cwdx,                true",
        "/linux/namespaces/1/type,  /linux/namespaces/0/path,     true",
        "/linux/namespaces/1/type,  /linux/namespaces/1/path,     false",
        "/linux/namespaces/1/type,  /linux/namespaces/12/path,    false",
        "/linux/namespaces/1/type,  /linux/devices/4/path,        true"
    })
    void addsNoConsequencesOfKnownProblems(String known, String later, boolean added) {
        assertThat(of(known).and(of(later)).list()).hasSize(added ? 2 : 1);
    }

    @Test
    void mergesEmptyLists() {
        assertThat(Problems.EMPTY.and(of("/a"))).isEqualTo(of("/a"));
        assertThat(of("/a").and(Problems.EMPTY)).isEqualTo(of("/a"));
        assertThat(Problems.EMPTY.isEmpty()).isTrue();
    }

    @Test
    void escapesControlCharacters() {
        Problem problem = new Problem("/a\nb", "\"\0\u001b[31m\u0085\" is wrong");

        assertThat(problem).hasToString("/a\\x0ab: \"\\x00\\x1b[31m\\x85\" is wrong");
    }

    @Test
    void escapesNamesInPointers() {
        assertThat(Problem.escape("net/a~b")).isEqualTo("net~1a~0b");
        assertThat(Problem.escape("plain")).isEqualTo("plain");
    }

    private static Problems of(String... pointers) {
        return new Problems(
                List.of(pointers).stream().map(p -> new Problem(p, "wrong")).toList());
    }
}
