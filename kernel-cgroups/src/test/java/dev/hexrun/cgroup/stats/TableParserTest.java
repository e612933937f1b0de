package dev.hexrun.cgroup.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.cgroup.CgroupStats.BlkioEntry;
import dev.hexrun.port.cgroup.CgroupStats.Pressure;
import dev.hexrun.port.cgroup.CgroupStats.RdmaEntry;
import dev.hexrun.port.cgroup.CgroupStats.Stall;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TableParserTest {

    /** Linux 5.10, blkio.throttle.io_service_bytes_recursive. */
    private static final String V1_BYTES = """
            253:0 Read 1282048
            253:0 Write 4096
            253:0 Sync 1286144
            253:0 Async 0
            253:0 Discard 0
            253:0 Total 1286144
            Total 1286144
            """;

    /** Linux 6.1, io.stat, with io.cost enabled. */
    private static final String V2_STAT = """
            8:16 rbytes=1282048 wbytes=4096 rios=124 wios=1 dbytes=0 dios=0 cost.vrate=100.00 cost.usage=12
            7:0\s
            254:1 rbytes=18446744073709551615 wbytes=x rios=2 wios=0 dbytes=0 dios=0
            """;

    private static final String PRESSURE = """
            some avg10=0.12 avg60=1.50 avg300=0.00 total=17441
            full avg10=0.01 avg60=0.00 avg300=0.00 total=41
            """;

    @Test
    void readsBlkioFiles_withoutTotals() {
        assertThat(TableParser.blkio(V1_BYTES))
                .hasSize(6)
                .startsWith(new BlkioEntry(253, 0, "Read", 1282048), new BlkioEntry(253, 0, "Write", 4096))
                .endsWith(new BlkioEntry(253, 0, "Total", 1286144));
        assertThat(TableParser.blkio("8:0 17\n")).containsExactly(new BlkioEntry(8, 0, "", 17));
        assertThat(TableParser.blkio("Total 0\n")).isEmpty();
    }

    @Test
    void readsIoStatAsBlkioEntries() {
        assertThat(TableParser.io(V2_STAT, "rbytes", "wbytes"))
                .containsExactly(
                        new BlkioEntry(8, 16, "Read", 1282048),
                        new BlkioEntry(8, 16, "Write", 4096),
                        new BlkioEntry(254, 1, "Read", -1));
        assertThat(TableParser.io(V2_STAT, "rios", "wios"))
                .containsExactly(
                        new BlkioEntry(8, 16, "Read", 124),
                        new BlkioEntry(8, 16, "Write", 1),
                        new BlkioEntry(254, 1, "Read", 2),
                        new BlkioEntry(254, 1, "Write", 0));
    }

    @Test
    void readsPressure() {
        assertThat(TableParser.pressure(PRESSURE))
                .contains(new Pressure(new Stall(0.12, 1.5, 0, 17441), new Stall(0.01, 0, 0, 41)));
    }

    @Test
    void readsCpuPressureWithoutFullLine() {
        assertThat(TableParser.pressure("some avg10=2.04 avg60=0.75 avg300=0.40 total=157656722\n"))
                .contains(new Pressure(new Stall(2.04, 0.75, 0.4, 157656722), Stall.NONE));
    }

    @Test
    void returnsNoPressureForAnEmptyFile() {
        assertThat(TableParser.pressure("")).isEmpty();
        assertThat(TableParser.pressure("full avg10=0.01\n")).isEmpty();
        assertThat(TableParser.pressure("some avg10=NaN avg60=x total=max\n"))
                .contains(new Pressure(new Stall(0, 0, 0, -1), Stall.NONE));
    }

    @Test
    void readsRdmaFiles() {
        assertThat(TableParser.rdma("mlx4_0 hca_handle=2 hca_object=2000\nocrdma1 hca_handle=3 hca_object=max\n"))
                .containsExactly(
                        new RdmaEntry("mlx4_0", OptionalLong.of(2), OptionalLong.of(2000)),
                        new RdmaEntry("ocrdma1", OptionalLong.of(3), OptionalLong.empty()));
    }

    @Test
    void acceptsAnyText() {
        Random random = new Random(7);
        String letters = "0123456789:= \n\t.-maxsomefulrwby_RT\u0000\u00ff";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            String garbage = text.toString();
            TableParser.blkio(garbage);
            TableParser.io(garbage, "rbytes", "wbytes");
            TableParser.rdma(garbage);
            TableParser.pressure(garbage);
            TableParser.pressure("some " + garbage);
            NumberParser.flatKeyed(garbage);
            NumberParser.column(garbage, "user");
            NumberParser.row(garbage);
            NumberParser.list(garbage);
        }
        assertThat(letters).isNotEmpty();
    }

    @Test
    void namesPageSizesLikeTheHugetlbController() {
        assertThat(HugePages.name(64)).isEqualTo("64KB");
        assertThat(HugePages.name(2048)).isEqualTo("2MB");
        assertThat(HugePages.name(1_048_576)).isEqualTo("1GB");
    }
}
