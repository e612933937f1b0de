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

    private static final int OTHER_USER = 1000;

    @TempDir
    private Path directory;

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("hexrun.conf"), text);
    }

    private static Settings read(Path file, int effectiveUid) {
        return Settings.read(file, effectiveUid, () -> false);
    }

    @Test
    void hasNoSettingsWithoutAFile() {
        assertThat(read(directory.resolve("missing"), 0)).isEqualTo(Settings.NONE);
    }

    @Test
    void readsOneChoicePerLine() throws IOException {
        Path file = write("# adapters\n\n  cgroup-driver = systemd \nstate-store=a=b\n\t#x\n");
        assertThat(read(file, OTHER_USER).adapters())
                .isEqualTo(Map.of("cgroup-driver", "systemd", "state-store", "a=b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cgroup-driver | must have the form PORT = NAME",
                "cgroup-driver = | must have the form PORT = NAME",
                "= systemd | must have the form PORT = NAME",
                "cgroups = systemd | unknown port cgroups: must be one of artifact-cache, bundle-reader, cgroup-driver, container-extension, container-launcher, "
                        + "host, json-format, plan-policy, seccomp-compiler, security-module, state-store",
                "command-channel = front | command-channel cannot be chosen: the command already uses it",
                "state-store = b | state-store is set more than once",
            })
    void reportsAnInvalidLine(String line, String reason) {
        assertThatThrownBy(() -> Settings.parse("state-store = a\n" + line + "\n", "/etc/f"))
                .isInstanceOf(ContainerException.class)
                .hasMessage("/etc/f:2: " + reason);
    }

    @Test
    void rejectsAFifo() throws Exception {
        Path fifo = directory.resolve("fifo");
        Process mkfifo =
                new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor()).isZero();
        assertThatThrownBy(() -> read(fifo, OTHER_USER)).hasMessage(fifo + ": not a regular file");
    }

    @Test
    void reportsAFileThatCannotBeRead() {
        assertThatThrownBy(() -> read(directory, OTHER_USER))
                .isInstanceOf(ContainerException.class)
                .hasMessage("read " + directory + ": is a directory");
    }

    @Test
    void rejectsALargeFile() throws IOException {
        Path file = write("#".repeat(70_000));
        assertThatThrownBy(() -> read(file, OTHER_USER)).hasMessage(file + ": larger than 65536 bytes");
    }

    @Test
    void rejectsABinaryFile() throws IOException {
        Path file = Files.write(directory.resolve("hexrun.conf"), new byte[] {'#', (byte) 0xff, '\n'});
        assertThatThrownBy(() -> read(file, OTHER_USER))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("read " + file + ": ");
    }

    @Test
    void rejectsAFileWritableByOthers() throws IOException {
        Path file = write("state-store = a\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assumeThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
        assertThatThrownBy(() -> read(file, 0))
                .isInstanceOf(ContainerException.class)
                .hasMessage(file + ": must not be writable by others if root uses it; run chmod go-w " + file);
        assertThat(read(file, OTHER_USER).adapters()).hasSize(1);
    }

    @Test
    void rejectsAFileNotOwnedByRootUnlessItsOwnerIsNotMapped() throws IOException {
        Path file = write("state-store = a\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assumeThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
        assertThat(read(file, 0).adapters()).hasSize(1);
        Files.setAttribute(file, "unix:uid", 65_534);
        assertThatThrownBy(() -> read(file, 0))
                .isInstanceOf(ContainerException.class)
                .hasMessage(file + ": must be owned by root if root uses it; run chown root " + file);
        assertThat(Settings.read(file, 0, () -> true).adapters()).hasSize(1);
        Files.setAttribute(file, "unix:uid", OTHER_USER);
        assertThatThrownBy(() -> Settings.read(file, 0, () -> true)).hasMessageContaining("must be owned by root");
    }
}
