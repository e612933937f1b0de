package dev.hexrun.cgroup.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    @Test
    void readsUnsignedNumbersAndMax() {
        assertThat(Numbers.number("0")).hasValue(0);
        assertThat(Numbers.number("18446744073709551615")).hasValue(-1);
        assertThat(Numbers.number("max")).hasValue(-1);
        assertThat(Numbers.signed("-1")).hasValue(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "1.5", "18446744073709551616", "maximum", "0x10", "1 2"})
    void takesNothingElseForANumber(String word) {
        assertThat(Numbers.number(word)).isEmpty();
    }

    @Test
    void readsKeysAndNumbers() {
        assertThat(Numbers.keyed("usage_usec 3347\nuser_usec 3347\nsystem_usec 0\nnice_usec 0\n"))
                .isEqualTo(Map.of("usage_usec", 3347L, "user_usec", 3347L, "system_usec", 0L, "nice_usec", 0L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "a", "a b", "a 1 2", " 7 ", "\u0000", "a\t\n\tb"})
    void leavesOutWhatIsNoKeyAndNumber(String text) {
        assertThat(Numbers.keyed(text)).isEmpty();
        assertThat(Numbers.column(text, "user")).isEmpty();
    }

    @Test
    void readsColumnsByTheirNames() {
        String usageAll = "cpu user system\n0 0 0\n1 5133497 4000000\n";
        assertThat(Numbers.column(usageAll, "user")).containsExactly(0L, 5133497L);
        assertThat(Numbers.column(usageAll, "system")).containsExactly(0L, 4000000L);
        assertThat(Numbers.column(usageAll, "nice")).isEmpty();
        assertThat(Numbers.column("cpu user system\n0 1\n", "system")).isEmpty();
        assertThat(Numbers.row("0 5133497 \n")).containsExactly(0L, 5133497L);
    }

    @Test
    void readsLists() {
        assertThat(Numbers.list("0-2,7")).isEqualTo(List.of(0, 1, 2, 7));
        assertThat(Numbers.list("")).isEmpty();
        assertThat(Numbers.list("0-,x")).isEmpty();
    }
}
