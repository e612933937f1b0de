package dev.hexrun.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wording of comments, messages and documentation. */
class PlainEnglishTest {

    @Test
    void textUsesPlainEnglish() throws IOException {
        List<String> findings = PlainEnglish.find(PlainEnglish.ROOT, Path.of(""), _ -> true);

        assertThat(findings)
                .as("wording, with a replacement; see CONTRIBUTING.md")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** What a test needs. */ class A {}",
                "/**\n * Tells\n * {@code true}.\n */ class A {}",
                "/** Reads it, and is\n * told so. */ class A {}",
                "class A { String a = \"commands go\"\n + \" on\"; }",
                "class A { String a = \"\"\"\n  a folder\n  \"\"\"; }",
                "class A { // he goes\n // on\n }",
                "/** @return what was read */ class A {}",
                "/** Reads a file. Whoever calls it must close it. */ class A {}"
            })
    void findsBannedWording(String source, @TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("A.java"), source);

        assertThat(PlainEnglish.find(directory, Path.of(""), _ -> true)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** Returns whether a file exists. */ class Folder { void tell(Path folder) { who.goes(on); } }",
                "/** A cgroup. There is no JVM. */ class A { char c = '\"'; String s = \"\\\" goes\"; String t = \"on\"; }",
                "/**\n * Reads.\n *\n * @param told its name\n */ class A {}",
                "class A { // What can fail?\n }"
            })
    void acceptsTheRest(String source, @TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("A.java"), source);

        assertThat(PlainEnglish.find(directory, Path.of(""), _ -> true)).isEmpty();
    }
}
