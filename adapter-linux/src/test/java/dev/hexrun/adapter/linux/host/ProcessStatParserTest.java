package dev.hexrun.adapter.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.host.ProcessStat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessStatParserTest {

    /** The fields after the name, from Linux 6.18. */
    private static final String REST = " R 20819 20819 4770 0 -1 4194304 98 0 0 0 0 0 0 0 20 0 1 0 407535 3133440 382"
            + " 18446744073709551615 93888745263104 93888745282985 140727997102240 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0"
            + " 93888745298992 93888745300608 93889361899520 140727997106813 140727997106833 140727997106833"
            + " 140727997108203 0\n";

    @Test
    void readsARunningProcess() {
        assertThat(ProcessStatParser.parse("20835 (cat)" + REST))
                .contains(new ProcessStat(20835, "cat", 'R', 20819, 407535));
    }

    @ParameterizedTest
    @ValueSource(strings = {") (", "a) R 1 (b", "", " ", "(((", ")))", "x y z", "new\nline", ") Z 1 1 1"})
    void parsesNamesWithParenthesesAndSpaces(String name) {
        assertThat(ProcessStatParser.parse("20835 (" + name + ")" + REST))
                .contains(new ProcessStat(20835, name, 'R', 20819, 407535));
    }

    @Test
    void recognizesDeadProcesses() {
        for (char state : "ZXx".toCharArray()) {
            assertThat(ProcessStatParser.parse("1 (x)" + REST.replace('R', state)))
                    .hasValueSatisfying(stat -> assertThat(stat.isDead()).isTrue());
        }
        for (char state : "RSDTtPI".toCharArray()) {
            assertThat(ProcessStatParser.parse("1 (x)" + REST.replace('R', state)))
                    .hasValueSatisfying(stat -> assertThat(stat.isDead()).isFalse());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1 (x",
                "1 )x(",
                "1 (x)",
                "1 (x) R 1 2 3",
                "x (x) R 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5",
                "1 (x) R x 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5",
                "1 (x) R 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99999999999999999999"
            })
    void returnsNothingForInvalidStat(String text) {
        assertThat(ProcessStatParser.parse(text)).isEmpty();
    }
}
