package dev.hexrun.adapter.linux.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactCacheTest {

    private static final byte[] X = "x".getBytes(StandardCharsets.UTF_8);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private Path cacheDirectory() {
        return directory.resolve("hexrun-cache");
    }

    private FileArtifactCache cache() {
        return new FileArtifactCache(cacheDirectory());
    }

    private static int mode(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode") & 0777;
    }

    @Test
    void createsFilesForItsUserOnly() throws IOException {
        assertThat(cache().read("a-1")).isEmpty();
        cache().write("a-1", X);
        assertThat(cache().read("a-1"))
                .hasValueSatisfying(kept -> assertThat(kept).isEqualTo(X));
        assertThat(mode(cacheDirectory())).isEqualTo(0700);
        assertThat(mode(cacheDirectory().resolve("a-1"))).isEqualTo(0600);
        assertThat(cacheDirectory().toFile().list()).containsExactly("a-1");
    }

    @Test
    void removesAllDocuments_whenFull() {
        for (int i = 0; i < 200; i++) {
            cache().write("a-" + i, X);
            assertThat(cache().read("a-" + i)).isPresent();
        }
        assertThat(cacheDirectory().toFile().list()).hasSizeLessThanOrEqualTo(64);
    }

    @Test
    void ignoresADirectoryWritableByOthers() throws IOException {
        cache().write("a-1", X);
        Files.setAttribute(cacheDirectory(), "unix:mode", 0777);
        assertThat(cache().read("a-1")).isEmpty();
        cache().write("a-2", X);
        assertThat(cacheDirectory().toFile().list()).containsExactly("a-1");
    }

    @Test
    void doesNotFollowLinks() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(cacheDirectory(), elsewhere);
        cache().write("a-1", X);
        assertThat(elsewhere).isEmptyDirectory();
        Files.write(elsewhere.resolve("a-1"), X);
        assertThat(cache().read("a-1")).isEmpty();
    }

    @Test
    void toleratesAnUnusableDirectory() throws IOException {
        Files.writeString(cacheDirectory(), "in the way");
        cache().write("a-1", X);
        assertThat(cache().read("a-1")).isEmpty();
        FileArtifactCache nowhere = new FileArtifactCache(directory.resolve("missing/hexrun-cache"));
        nowhere.write("a-1", X);
        assertThat(nowhere.read("a-1")).isEmpty();
    }
}
