package dev.hexrun.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.ContainerUsage;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.document.Document;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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
        assertThat(UsageOutput.table(List.of(WEB, UNKNOWN))).isEqualTo("""
                ID          CPU %       MEM USAGE / LIMIT     MEM %       PIDS        BLOCK I/O      PRESSURE
                web         150.46%     16.00MiB / 64.00MiB   25.00%      3           4.00KiB / 0B   0.00% / - / 12.50%
                old         -           - / -                 -           -           - / -          - / - / -
                """);
    }

    @Test
    void printsDocuments_withoutWhatIsNotKnown() {
        assertThat(UsageOutput.document(List.of(UNKNOWN)))
                .isEqualTo(new Document.Items(
                        List.of(new Document.Builder().put("id", "old").build())));
        Document.Members web = (Document.Members)
                ((Document.Items) UsageOutput.document(List.of(WEB))).items().getFirst();
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
        assertThat(web.get("cpuPercent")).isEqualTo(new Document.Fraction(150.46));
        assertThat(web.get("memoryPercent")).isEqualTo(new Document.Whole(25));
        assertThat(web.get("cpuPressure")).isEqualTo(new Document.Whole(0));
    }

    @Test
    void writesATableOverTheOneBefore() {
        assertThat(UsageOutput.inPlace("a\nb\n", true)).isEqualTo("\u001b[H\u001b[Ja\u001b[K\nb\u001b[K\n\u001b[J");
        assertThat(UsageOutput.inPlace("a\n", false)).isEqualTo("\u001b[Ha\u001b[K\n\u001b[J");
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
}
