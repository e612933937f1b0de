package dev.hexrun.adapter.linux.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {

    private static final int ROOT = 0;
    private static final int OTHER = 4321;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    /** The owner of the directory in these tests: the user that runs them, or a user to which root changes it. */
    private long owner;

    @BeforeEach
    void changeOwner() throws IOException {
        owner = uid();
        if (owner == ROOT) {
            Files.setAttribute(directory, "unix:uid", OTHER);
            owner = OTHER;
        }
    }

    private long uid() throws IOException {
        return Integer.toUnsignedLong((int) Files.getAttribute(directory, "unix:uid"));
    }

    @Test
    void trustsTheCallerAndRoot() throws IOException {
        assertThat(new Trust(owner, false).isRoot(directory)).isTrue();
        assertThat(new Trust(owner, false).isDirectory(directory)).isTrue();
        assertThat(new Trust(owner, false).isRoot(Path.of("/usr"))).isTrue();
        assertThat(new Trust(ROOT, false).isRoot(Path.of("/usr"))).isTrue();
    }

    @Test
    void refusesFilesOfOtherUsers() throws IOException {
        Files.writeString(directory.resolve("state.json"), "forged");
        Files.setAttribute(directory.resolve("state.json"), "unix:mode", 0644);
        if (uid() != Integer.toUnsignedLong((int) Files.getAttribute(directory.resolve("state.json"), "unix:uid"))) {
            Files.setAttribute(directory.resolve("state.json"), "unix:uid", (int) owner);
        }
        Trust root = new Trust(ROOT, false);
        String end = ": refused: owned by user " + owner + "; it must belong to the caller (user 0)";
        assertThatThrownBy(() -> root.isRoot(directory)).hasMessage("state root " + directory + end);
        assertThatThrownBy(() -> root.isDirectory(directory)).hasMessage("state directory " + directory + end);
        assertThatThrownBy(() -> root.isFile(directory.resolve("state.json")))
                .hasMessage("state file " + directory.resolve("state.json") + end);
        assertThatThrownBy(() -> new Trust(owner + 1, false).isRoot(directory))
                .hasMessage("state root " + directory + ": refused: owned by user " + owner
                        + "; it must belong to the caller (user " + (owner + 1) + ") or to root");
    }

    @Test
    void acceptsAnUnmappedOwnerOfTheRoot_butNotOfAContainer() throws IOException {
        if (uid() != OTHER) {
            return; // only root can change the owner of a directory to the overflow user
        }
        Files.setAttribute(directory, "unix:uid", 65_534);
        assertThat(new Trust(ROOT, true).isRoot(directory)).isTrue();
        assertThatThrownBy(() -> new Trust(ROOT, false).isRoot(directory)).hasMessageContaining("user 65534");
        assertThatThrownBy(() -> new Trust(ROOT, true).isDirectory(directory)).hasMessageContaining("user 65534");
        Files.setAttribute(directory, "unix:uid", OTHER);
    }

    @Test
    void acceptsAGroupWritableRootOfAUser_butNotOfRoot() throws IOException {
        Files.setAttribute(directory, "unix:mode", 0775);
        assertThat(new Trust(owner, false).isRoot(directory)).isTrue();
        assertThatThrownBy(() -> new Trust(owner, false).isDirectory(directory)).hasMessageContaining("(mode 0775)");
        Files.setAttribute(directory, "unix:mode", 0777);
        assertThatThrownBy(() -> new Trust(owner, false).isRoot(directory)).hasMessageContaining("(mode 0777)");
    }

    @Test
    void reportsMissingFiles() throws IOException {
        Trust trust = new Trust(owner, false);
        Files.writeString(directory.resolve("file"), "");
        assertThat(trust.isRoot(directory.resolve("none"))).isFalse();
        assertThat(trust.isRoot(directory.resolve("file"))).isFalse();
        assertThat(trust.isDirectory(directory.resolve("file/none"))).isFalse();
        assertThat(trust.isFile(directory.resolve("none"))).isFalse();
    }

    @Test
    void readsTheEffectiveUser() throws IOException {
        assertThat(Trust.effectiveUser("Name:\tjava\nUid:\t1000\t1001\t1002\t1003\nGid:\t1\t2\t3\t4\n"))
                .isEqualTo(1001);
        assertThatThrownBy(() -> Trust.effectiveUser("Name:\tjava\n")).isInstanceOf(IOException.class);
        assertThat(Trust.ofThisProcess().isRoot(Path.of("/usr"))).isTrue();
    }
}
