package dev.hexrun.app.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.testkit.host.FakeHostFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootPathTest {

    private static final Path ROOT = Path.of("/srv/rootfs");

    private final FakeHostFiles files = new FakeHostFiles();

    @BeforeEach
    void createRoot() {
        files.directory(ROOT + "/usr/bin");
        files.link(ROOT + "/bin", "usr/bin");
        files.link(ROOT + "/usr/bin/sh", "/usr/bin/busybox");
        files.link(ROOT + "/out", "../../../etc/passwd");
        files.link(ROOT + "/one", "two");
        files.link(ROOT + "/two", "one");
    }

    @ParameterizedTest
    @CsvSource({
        "/bin/sh, usr/bin/busybox",
        "/usr/./bin//ls, usr/bin/ls",
        "/../../bin/ls, usr/bin/ls",
        "/out, etc/passwd",
        "/, ''",
    })
    void resolvesLinksBelowTheRoot(String path, String resolved) {
        assertThat(RootPath.resolve(files, ROOT, path)).isEqualTo(ROOT.resolve(resolved));
    }

    @Test
    void returnsAPathThatDoesNotExist_ifLinksFormALoop() {
        Path resolved = RootPath.resolve(files, ROOT, "/one");
        assertThat(resolved.startsWith(ROOT)).isTrue();
        assertThat(files.exists(resolved)).isFalse();
    }
}
