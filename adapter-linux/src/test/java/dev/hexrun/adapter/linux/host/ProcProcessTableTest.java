package dev.hexrun.adapter.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcProcessTableTest {

    @ParameterizedTest
    @CsvSource({"136,0", "143,255", "4,1", "4,64", "5,0", "5,1", "188,0", "204,64", "229,0"})
    void recognizesSerialLinesConsolesAndPseudoTerminals(int major, int minor) {
        assertThat(ProcProcessTable.isTerminal(((long) major << 8) | minor)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,3", "8,0", "135,0", "144,0"})
    void rejectsOtherDevicesAsTerminals(int major, int minor) {
        assertThat(ProcProcessTable.isTerminal(((long) major << 8) | minor)).isFalse();
    }

    @Test
    void checksTheFileDescriptor(@TempDir Path root) throws IOException {
        Path descriptors = Files.createDirectories(root.resolve("proc/7/fd"));
        Files.createSymbolicLink(descriptors.resolve("1"), Path.of("/dev/null"));
        Files.createSymbolicLink(descriptors.resolve("2"), Path.of("/dev/tty"));
        ProcProcessTable table = new ProcProcessTable(root.toString());
        assertThat(table.isTerminal(7, 1)).isFalse();
        assertThat(table.isTerminal(7, 2)).isEqualTo(Files.exists(Path.of("/dev/tty")));
        assertThat(table.isTerminal(7, 3)).isFalse();
    }
}
