package dev.hexrun.adapter.linux.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void replacesAnExistingFile_withoutFollowingLinks() throws Exception {
        Path victim = Files.writeString(directory.resolve("victim"), "untouched");
        Path file = directory.resolve("c.pid");
        Files.createSymbolicLink(file, victim);
        // The name of the draft in an earlier version.
        Files.createSymbolicLink(directory.resolve(".c.pid"), victim);

        PidFile.write(file, 42);

        assertThat(file).hasContent("42");
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(victim).hasContent("untouched");
        PidFile.write(file, 7);
        assertThat(file).hasContent("7");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("victim", "c.pid", ".c.pid");
    }

    @Test
    void replacesAFifo_withoutBlocking() throws Exception {
        Path file = directory.resolve("c.pid");
        makeFifo(file);
        makeFifo(directory.resolve(".c.pid"));

        PidFile.write(file, 42);

        assertThat(file).isRegularFile().hasContent("42");
    }

    @Test
    void acceptsTheLongestName() {
        Path file = directory.resolve("p".repeat(255));
        PidFile.write(file, 42);
        assertThat(file).hasContent("42");
    }

    @Test
    void leavesNoTemporaryFile_whenWritingFails() throws IOException {
        Path full = Files.createDirectory(directory.resolve("c.pid"));
        Files.writeString(full.resolve("x"), "");
        assertThatThrownBy(() -> PidFile.write(full, 42))
                .isInstanceOf(HostOperationException.class)
                .hasMessage("write pid file " + full + ": is a directory");
        assertThatThrownBy(() -> PidFile.write(directory.resolve("none/c.pid"), 42))
                .hasMessage("write pid file " + directory.resolve("none/c.pid") + ": no such file or directory");
        assertThat(directory.toFile().list()).containsExactly("c.pid");
    }

    private static void makeFifo(Path path) throws IOException, InterruptedException {
        Process mkfifo =
                new ProcessBuilder("mkfifo", path.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor()).isZero();
    }
}
