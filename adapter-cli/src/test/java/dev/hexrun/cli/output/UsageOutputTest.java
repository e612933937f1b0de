package dev.hexrun.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.resource.ContainerUsage;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.state.ContainerId;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageOutputTest {

    private static final ContainerUsage WEB = new ContainerUsage(
            ContainerId.of("web"),
            OptionalDouble.of(150.456),
            OptionalLong.of(16 << 20),
            OptionalLong.of(64 << 20),
            OptionalDouble.of(25),
            OptionalLong.of(3),
            OptionalLong.of(20),
            OptionalLong.of(4096),
            OptionalLong.of(0),
            OptionalDouble.of(0.004),
            OptionalDouble.empty(),
            OptionalDouble.of(12.5));

    private static final ContainerUsage UNKNOWN = new ContainerUsage(
            ContainerId.of("old"),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());

    @Test
    void printsATable() {
        assertThat(UsageOutput.table(List.of(WEB, UNKNOWN), 0, false)).isEqualTo("""
                ID          CPU %       MEM USAGE / LIMIT     MEM %       PIDS        BLOCK I/O      PRESSURE CPU / MEM / IO
                web         150.46%     16.00MiB / 64.00MiB   25.00%      3           4.00KiB / 0B   0.00% / - / 12.50%
                old         -           - / -                 -           -           - / -          - / - / -
                """);
    }

    @Test
    void fitsTheTerminal() {
        ContainerUsage podman = new ContainerUsage(
                ContainerId.of("0c8423ec6d99b127d32aa8e656681353cde35ef14b8cf3979f1ae7c30462932b"),
                WEB.cpuPercent(),
                WEB.memory(),
                WEB.memoryLimit(),
                WEB.memoryPercent(),
                WEB.pids(),
                WEB.pidsLimit(),
                WEB.readBytes(),
                WEB.writtenBytes(),
                WEB.cpuPressure(),
                WEB.memoryPressure(),
                WEB.ioPressure());
        assertThat(UsageOutput.table(List.of(podman), 120, false)).isEqualTo("""
                ID             CPU %     MEM USAGE / LIMIT     MEM %    PIDS   BLOCK I/O      PRESSURE CPU / MEM / IO
                0c8423ec6d99   150.46%   16.00MiB / 64.00MiB   25.00%   3      4.00KiB / 0B   0.00% / - / 12.50%
                """);
        assertThat(UsageOutput.table(List.of(podman), 70, false)).isEqualTo("""
                ID             CPU %     MEM USAGE / LIMIT     MEM %    PIDS
                0c8423ec6d99   150.46%   16.00MiB / 64.00MiB   25.00%   3
                """);
        assertThat(UsageOutput.table(List.of(podman), 70, true))
                .contains(podman.id().value() + "   150.46%");
        assertThat(UsageOutput.table(List.of(podman), 8, false)).isEqualTo("ID\n0c8423e…\n");
    }

    @Test
    void omitsUnknownValuesInJson() {
        assertThat(UsageOutput.document(List.of(UNKNOWN)))
                .isEqualTo(new JsonValue.JsonArray(
                        List.of(new JsonValue.Builder().put("id", "old").build())));
        JsonValue.JsonObject web = (JsonValue.JsonObject) ((JsonValue.JsonArray) UsageOutput.document(List.of(WEB)))
                .items()
                .getFirst();
        assertThat(web.members().keySet())
                .containsExactly(
                        "id",
                        "cpuPercent",
                        "memory",
                        "memoryLimit",
                        "memoryPercent",
                        "pids",
                        "pidsLimit",
                        "readBytes",
                        "writtenBytes",
                        "cpuPressure",
                        "ioPressure");
        assertThat(web.get("cpuPercent")).isEqualTo(new JsonValue.JsonDecimal(150.46));
        assertThat(web.get("memoryPercent")).isEqualTo(new JsonValue.JsonInteger(25));
        assertThat(web.get("cpuPressure")).isEqualTo(new JsonValue.JsonInteger(0));
    }

    @Test
    void replacesTheTableOnATerminal() {
        Screen screen = new Screen(8, 4);
        screen.write("$ stats\n");
        screen.write(UsageOutput.inPlace("ID  CPU\na   100%\nbb  10%\n", 8, true));
        assertThat(screen.lines()).containsExactly("ID  CPU", "a   100%", "bb  10%", "");
        screen.write(UsageOutput.inPlace("ID  CPU\na   5%\n", 8, false));
        assertThat(screen.lines()).containsExactly("ID  CPU", "a   5%", "", "");
        screen.write("^C$ ");
        assertThat(screen.lines()).containsExactly("ID  CPU", "a   5%", "^C$ ", "");
    }

    @Test
    void truncatesATableToTheTerminalWithoutScrolling() {
        Screen screen = new Screen(4, 3);
        screen.write(UsageOutput.inPlace("ID  CPU\na   1\nb   2\nc   3\nd   4\n", 4, true));
        screen.write(UsageOutput.inPlace("ID  CPU\na   5\nb   6\nc   7\nd   8\n", 4, false));
        assertThat(screen.lines()).containsExactly("ID …", "a  …", "d  …");
        assertThat(screen.scrolled()).isZero();
        screen.write("12345");
        assertThat(screen.lines()).containsExactly("a  …", "1234", "5");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0B",
        "1023,1023B",
        "1024,1.00KiB",
        "1536,1.50KiB",
        "1048575,1.00MiB",
        "1048576,1.00MiB",
        "9223372036854775807,8.00EiB",
    })
    void printsSizes(long bytes, String text) {
        assertThat(UsageOutput.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0.00", "0.005,0.01", "9.999,10.00", "12.3,12.30"})
    void printsTwoDigits(double value, String text) {
        assertThat(UsageOutput.fixed(value)).isEqualTo(text);
    }

    /** A terminal with the control sequences that the test needs, console_codes(4). */
    private static final class Screen {

        private final int width;
        private final StringBuilder[] lines;
        private int row;
        private int column;
        private int scrolled;
        private boolean wraps = true;

        Screen(int width, int height) {
            this.width = width;
            this.lines = new StringBuilder[height];
            for (int i = 0; i < height; i++) {
                lines[i] = new StringBuilder();
            }
        }

        List<String> lines() {
            return Arrays.stream(lines).map(StringBuilder::toString).toList();
        }

        int scrolled() {
            return scrolled;
        }

        void write(String text) {
            Matcher parts = Pattern.compile("\u001b\\[([0-9;?]*)([A-Za-z])|.", Pattern.DOTALL)
                    .matcher(text);
            while (parts.find()) {
                if (parts.group(2) != null) {
                    control(parts.group(1), parts.group(2));
                } else if (parts.group().equals("\n")) {
                    newline();
                } else {
                    put(parts.group().charAt(0));
                }
            }
        }

        private void control(String argument, String command) {
            switch (command) {
                case "H" -> {
                    String[] place = (argument.isEmpty() ? "1;1" : argument).split(";", 2);
                    row = Math.min(Integer.parseInt(place[0]), lines.length) - 1;
                    column = Integer.parseInt(place[1]) - 1;
                }
                case "K" -> clear(row, Math.min(column, width - 1));
                case "J" -> {
                    clear(row, Math.min(column, width - 1));
                    for (int below = row + 1; below < lines.length; below++) {
                        clear(below, 0);
                    }
                }
                case "l", "h" -> {
                    assertThat(argument).isEqualTo("?7");
                    wraps = command.equals("h");
                }
                default -> throw new AssertionError(command);
            }
        }

        private void clear(int line, int from) {
            lines[line].setLength(Math.min(lines[line].length(), from));
        }

        private void put(char c) {
            if (column == width) {
                if (wraps) {
                    newline();
                } else {
                    column--;
                }
            }
            StringBuilder line = lines[row];
            while (line.length() <= column) {
                line.append(' ');
            }
            line.setCharAt(column, c);
            column++;
        }

        private void newline() {
            column = 0;
            row++;
            if (row == lines.length) {
                System.arraycopy(lines, 1, lines, 0, lines.length - 1);
                row--;
                lines[row] = new StringBuilder();
                scrolled++;
            }
        }
    }
}
