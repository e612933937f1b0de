package dev.hexrun.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hexrun.domain.failure.ContainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final int SOMEBODY = 1000;

    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("hexrun.conf"), text);
    }

    private static Settings read(Path file, int effectiveUid) {
        return Settings.read(file, effectiveUid, () -> false);
    }

    @Test
    void saysNothingWithoutAFile() {
        assertThat(read(folder.resolve("missing"), 0)).isEqualTo(Settings.NONE);
    }

    @Test
    void readsOneChoiceALine() throws IOException {
        Path file = write("# adapters\n\n  cgroup-driver = systemd \nstate-store=a=b\n\t#x\n");
        assertThat(read(file, SOMEBODY).adapters()).isEqualTo(Map.of("cgroup-driver", "systemd", "state-store", "a=b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cgroup-driver | must have the form PORT = NAME",
                "cgroup-driver = | must have the form PORT = NAME",
                "= systemd | must have the form PORT = NAME",
                "cgroups = systemd | unknown port cgroups: must be one of bundle-reader, cgroup-driver, container-launcher, "
                        + "host-inspector, json-format, seccomp-compiler, state-store",
                "command-channel = front | command-channel cannot be chosen: the command already uses it",
                "state-store = b | state-store is set more than once",
            })
    void namesTheLineThatIsWrong(String line, String reason) {
        assertThatThrownBy(() -> Settings.parse("state-store = a\n" + line + "\n", "/etc/f"))
                .isInstanceOf(ContainerException.class)
                .hasMessage("/etc/f:2: " + reason);
    }

    @Test
    void waitsForNoFifo() throws Exception {
        Path fifo = folder.resolve("fifo");
        Process mkfifo =
                new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor()).isZero();
        assertThatThrownBy(() -> read(fifo, SOMEBODY)).hasMessage(fifo + ": not a regular file");
    }

    @Test
    void saysWhyAFileCannotBeRead() {
        assertThatThrownBy(() -> read(folder, SOMEBODY))
                .isInstanceOf(ContainerException.class)
                .hasMessage("read " + folder + ": is a directory");
    }

    @Test
    void refusesAFileThatIsTooLarge() throws IOException {
        Path file = write("#".repeat(70_000));
        assertThatThrownBy(() -> read(file, SOMEBODY)).hasMessage(file + ": larger than 65536 bytes");
    }

    @Test
    void refusesAFileThatIsNoText() throws IOException {
        Path file = Files.write(folder.resolve("hexrun.conf"), new byte[] {'#', (byte) 0xff, '\n'});
        assertThatThrownBy(() -> read(file, SOMEBODY))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("read " + file + ": ");
    }

    @Test
    void refusesForRootWhatOthersMayWrite() throws IOException {
        Path file = write("state-store = a\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assumeThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
        assertThatThrownBy(() -> read(file, 0))
                .isInstanceOf(ContainerException.class)
                .hasMessage(file + ": must not be writable by others if root uses it; run chmod go-w " + file);
        assertThat(read(file, SOMEBODY).adapters()).hasSize(1);
    }

    @Test
    void refusesForRootWhatIsAnothersUnlessTheUserNamespaceDoesNotKnowTheOwner() throws IOException {
        Path file = write("state-store = a\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assumeThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
        assertThat(read(file, 0).adapters()).hasSize(1);
        Files.setAttribute(file, "unix:uid", 65_534);
        assertThatThrownBy(() -> read(file, 0))
                .isInstanceOf(ContainerException.class)
                .hasMessage(file + ": must be owned by root if root uses it; run chown root " + file);
        assertThat(Settings.read(file, 0, () -> true).adapters()).hasSize(1);
        Files.setAttribute(file, "unix:uid", SOMEBODY);
        assertThatThrownBy(() -> Settings.read(file, 0, () -> true)).hasMessageContaining("must be owned by root");
    }
}
