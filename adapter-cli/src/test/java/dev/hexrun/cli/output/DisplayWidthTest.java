package dev.hexrun.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayWidthTest {

    @ParameterizedTest
    @CsvSource({"'', 0", "web, 3", "wéb, 3", "we\u0301b, 3", "コンテナ, 8", "\ud83d\udc33, 2", "\ud83d\udc33x\u200b, 3"})
    void countsCells(String text, int cells) {
        assertThat(DisplayWidth.of(text)).isEqualTo(cells);
    }

    @ParameterizedTest
    @CsvSource({
        "web, 3, web",
        "webs, 3, we…",
        "webs, 1, …",
        "コンテナ, 8, コンテナ",
        "コンテナ, 7, コンテ…",
        "コンテナ, 6, コン…",
        "\ud83d\udc33\ud83d\udc33, 3, \ud83d\udc33…"
    })
    void truncatesBetweenCharacters(String text, int cells, String cut) {
        assertThat(DisplayWidth.cut(text, cells)).isEqualTo(cut);
    }
}
