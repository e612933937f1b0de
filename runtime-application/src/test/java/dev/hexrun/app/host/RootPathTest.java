package dev.hexrun.app.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootPathTest {

    private Path root = Path.of("/");

    @BeforeEach
    void makeRoot(@TempDir Path folder) throws IOException {
        root = Files.createDirectories(folder.toRealPath().resolve("rootfs"));
        Files.createDirectories(root.resolve("usr/bin"));
        Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
        Files.createSymbolicLink(root.resolve("usr/bin/sh"), Path.of("/usr/bin/busybox"));
        Files.createSymbolicLink(root.resolve("out"), Path.of("../../../etc/passwd"));
        Files.createSymbolicLink(root.resolve("one"), Path.of("two"));
        Files.createSymbolicLink(root.resolve("two"), Path.of("one"));
    }

    @ParameterizedTest
    @CsvSource({
        "/bin/sh, usr/bin/busybox",
        "/usr/./bin//ls, usr/bin/ls",
        "/../../bin/ls, usr/bin/ls",
        "/out, etc/passwd",
        "/, ''",
    })
    void followsLinksBelowTheRoot(String path, String place) {
        assertThat(RootPath.resolve(root, path)).isEqualTo(root.resolve(place));
    }

    @Test
    void endsWhereLinksGoInCircles() {
        assertThat(RootPath.resolve(root, "/one").startsWith(root)).isTrue();
        assertThat(Files.exists(RootPath.resolve(root, "/one"))).isFalse();
    }
}
