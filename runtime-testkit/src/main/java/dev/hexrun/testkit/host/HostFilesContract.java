package dev.hexrun.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.host.HostFiles;
import dev.hexrun.testkit.Rule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of {@link HostFiles}. A subclass creates files for the tests below a directory of its own. */
public abstract class HostFilesContract {

    /** Creates the test class. */
    protected HostFilesContract() {}

    /**
     * Returns the files under test.
     *
     * @return the files
     */
    protected abstract HostFiles files();

    /**
     * Returns the directory of the test, which exists.
     *
     * @return an absolute path without links
     */
    protected abstract Path directory();

    /**
     * Creates a directory.
     *
     * @param path the directory
     * @throws Exception if it cannot be created
     */
    protected abstract void createDirectory(Path path) throws Exception;

    /**
     * Creates a regular file.
     *
     * @param path the file
     * @param text its text
     * @param executable whether its execute bits are set
     * @throws Exception if it cannot be created
     */
    protected abstract void createFile(Path path, String text, boolean executable) throws Exception;

    /**
     * Creates a symbolic link.
     *
     * @param path the link
     * @param target its target
     * @throws Exception if it cannot be created
     */
    protected abstract void createLink(Path path, String target) throws Exception;

    private Path path(String name) {
        return directory().resolve(name);
    }

    @Test
    @Rule("kind")
    void must_distinguishFileTypes_alsoBehindLinks() throws Exception {
        createDirectory(path("d"));
        createFile(path("f"), "", false);
        createLink(path("to-d"), "d");
        createLink(path("to-f"), path("f").toString());
        createLink(path("to-nothing"), "missing");
        assertThat(files().kind(path("d"))).isEqualTo(HostFiles.Kind.DIRECTORY);
        assertThat(files().kind(path("to-d"))).isEqualTo(HostFiles.Kind.DIRECTORY);
        assertThat(files().kind(path("f"))).isEqualTo(HostFiles.Kind.FILE);
        assertThat(files().kind(path("to-f"))).isEqualTo(HostFiles.Kind.FILE);
        assertThat(files().kind(path("to-nothing"))).isEqualTo(HostFiles.Kind.MISSING);
    }

    @Test
    @Rule("executable")
    void must_returnRegularFilesWithAnExecuteBit_asExecutable() throws Exception {
        createDirectory(path("d"));
        createFile(path("program"), "", true);
        createFile(path("text"), "", false);
        createLink(path("link"), "program");
        assertThat(files().isExecutable(path("program"))).isTrue();
        assertThat(files().isExecutable(path("link"))).isTrue();
        assertThat(files().isExecutable(path("text"))).isFalse();
        assertThat(files().isExecutable(path("d"))).isFalse();
        assertThat(files().isExecutable(path("missing"))).isFalse();
    }

    @Test
    @Rule("exists")
    void must_returnWhetherAFileExists() throws Exception {
        createDirectory(path("d"));
        createFile(path("f"), "", false);
        createLink(path("to-f"), "f");
        createLink(path("to-nothing"), "missing");
        for (String name : List.of("d", "f", "to-f")) {
            assertThat(files().exists(path(name))).as(name).isTrue();
        }
        for (String name : List.of("missing", "to-nothing", "f/below", "missing/below")) {
            assertThat(files().exists(path(name))).as(name).isFalse();
        }
    }

    @Test
    @Rule("real-path")
    void must_resolveLinks_orReturnNoRealPath() throws Exception {
        createDirectory(path("a/b"));
        createFile(path("a/b/f"), "", false);
        createLink(path("l"), "a/b");
        createLink(path("one"), "two");
        createLink(path("two"), "one");
        assertThat(files().realPath(path("l/../b/f")))
                .as("the parent of a link's target")
                .contains(path("a/b/f"));
        assertThat(files().realPath(path("one"))).as("a cycle").isEmpty();
        assertThat(files().realPath(path("l/missing"))).as("a missing file").isEmpty();
    }

    @Test
    @Rule("link-target")
    void must_returnTheTargetOfALink_unchanged() throws Exception {
        createDirectory(path("a/b"));
        createLink(path("l"), "a/b");
        createLink(path("to-nothing"), "../missing");
        assertThat(files().linkTarget(path("l"))).as("a link").contains("a/b");
        assertThat(files().linkTarget(path("to-nothing"))).as("a dangling link").contains("../missing");
        assertThat(files().linkTarget(path("a"))).as("a directory").isEmpty();
        assertThat(files().linkTarget(path("missing"))).as("a missing file").isEmpty();
    }

    @Test
    @Rule("same-file")
    void must_recognizeTheSameFile_byDifferentPaths() throws Exception {
        createDirectory(path("a/b"));
        createFile(path("a/b/f"), "", false);
        createLink(path("l"), "a/b");
        assertThat(files().isSame(path("l/f"), path("a/b/f")))
                .as("the same file")
                .isTrue();
        assertThat(files().isSame(path("l/f"), path("a"))).as("different files").isFalse();
        assertThat(files().isSame(path("missing"), path("missing")))
                .as("missing files")
                .isFalse();
    }

    @Test
    @Rule("read")
    void must_readSmallFiles_withoutSurroundingWhiteSpace() throws Exception {
        createFile(path("f"), " 0-3\n", false);
        assertThat(files().read(path("f"))).isEqualTo("0-3");
        assertThat(files().read(path("missing"))).isEmpty();
        createFile(path("long"), "0-31,64", false);
        assertThat(files().read(path("long"), 4)).as("the first 4 bytes").isEqualTo("0-31");
        assertThat(files().read(path("f"), 100)).as("a shorter file").isEqualTo("0-3");
        assertThat(files().read(path("missing"), 3)).isEmpty();
    }

    @Test
    @Rule("writable")
    void must_returnWhetherTheCallerMayWrite() throws Exception {
        createDirectory(path("d"));
        createFile(path("f"), "", false);
        assertThat(files().isWritable(path("d"))).isTrue();
        assertThat(files().isWritable(path("f"))).isTrue();
        assertThat(files().isWritable(path("missing"))).isFalse();
    }
}
