package dev.hexrun.cgroup.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberParserTest {

    @Test
    void readsUnsignedNumbersAndMax() {
        assertThat(NumberParser.number("0")).hasValue(0);
        assertThat(NumberParser.number("18446744073709551615")).hasValue(-1);
        assertThat(NumberParser.number("max")).hasValue(-1);
        assertThat(NumberParser.signed("-1")).hasValue(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "1.5", "18446744073709551616", "maximum", "0x10", "1 2"})
    void refusesOtherText(String word) {
        assertThat(NumberParser.number(word)).isEmpty();
    }

    @Test
    void readsFlatKeyedFiles() {
        assertThat(NumberParser.flatKeyed("usage_usec 3347\nuser_usec 3347\nsystem_usec 0\nnice_usec 0\n"))
                .isEqualTo(Map.of("usage_usec", 3347L, "user_usec", 3347L, "system_usec", 0L, "nice_usec", 0L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "a", "a b", "a 1 2", " 7 ", "\u0000", "a\t\n\tb"})
    void skipsLinesWithoutKeyAndNumber(String text) {
        assertThat(NumberParser.flatKeyed(text)).isEmpty();
        assertThat(NumberParser.column(text, "user")).isEmpty();
    }

    @Test
    void readsColumnsByName() {
        String usageAll = "cpu user system\n0 0 0\n1 5133497 4000000\n";
        assertThat(NumberParser.column(usageAll, "user")).containsExactly(0L, 5133497L);
        assertThat(NumberParser.column(usageAll, "system")).containsExactly(0L, 4000000L);
        assertThat(NumberParser.column(usageAll, "nice")).isEmpty();
        assertThat(NumberParser.column("cpu user system\n0 1\n", "system")).isEmpty();
        assertThat(NumberParser.row("0 5133497 \n")).containsExactly(0L, 5133497L);
    }

    @Test
    void readsLists() {
        assertThat(NumberParser.list("0-2,7")).isEqualTo(List.of(0, 1, 2, 7));
        assertThat(NumberParser.list("")).isEmpty();
        assertThat(NumberParser.list("0-,x")).isEmpty();
    }
}
