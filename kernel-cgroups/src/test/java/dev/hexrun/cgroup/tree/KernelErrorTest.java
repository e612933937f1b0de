package dev.hexrun.cgroup.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelErrorTest {

    @ParameterizedTest
    @CsvSource({
        "Operation not permitted, 1",
        "No such process, 3",
        "Permission denied, 13",
        "Device or resource busy, 16",
        "Resource busy, 16",
        "No such device, 19",
        "Invalid argument, 22",
        "No space left on device, 28",
        "Read-only file system, 30",
        "Operation not supported, 95",
        "Something new, 0"
    })
    void findsTheNumberBehindTheWords(String words, int number) {
        assertThat(KernelError.of(new IOException(words))).isEqualTo(number);
        assertThat(KernelError.of(new FileSystemException("/x", null, words))).isEqualTo(number);
    }

    @Test
    void findsTheNumberBehindTheType() {
        assertThat(KernelError.of(new NoSuchFileException("/x"))).isEqualTo(2);
        assertThat(KernelError.of(new AccessDeniedException("/x"))).isEqualTo(13);
        assertThat(KernelError.of(new FileAlreadyExistsException("/x"))).isEqualTo(17);
        assertThat(KernelError.of(new DirectoryNotEmptyException("/x"))).isEqualTo(39);
    }

    /** What the JDK really throws, and not what the test thinks it does. */
    @Test
    void findsTheNumberOfWhatTheSystemRefuses(@TempDir Path folder) throws IOException {
        CgroupFiles files = new KernelCgroupFiles();
        files.make(folder.resolve("a").toString());
        files.make(folder.resolve("a/b").toString());
        assertThat(number(() -> files.read(folder.toString(), "missing"))).isEqualTo(2);
        assertThat(number(() -> files.write(folder.toString(), "missing", "1"))).isEqualTo(2);
        assertThat(number(() -> files.make(folder + "/missing/a"))).isEqualTo(2);
        assertThat(number(() -> files.remove(folder + "/a"))).isEqualTo(39);
        assertThat(number(() -> files.write("/proc/self", "oom_score_adj", "x")))
                .isEqualTo(22);
    }

    @Test
    void saysWhatWasTriedAndWhy() {
        HostOperationException failure =
                KernelError.failure("make cgroup /x", new IOException("Device or resource busy"));
        assertThat(failure).hasMessage("make cgroup /x: device or resource busy");
        assertThat(failure.errno()).contains(new Errno(Errno.EBUSY));
        assertThat(KernelError.failure("make cgroup /x", new IOException("Something new")))
                .hasMessage("make cgroup /x: Something new");
    }

    private static int number(Access access) {
        try {
            access.run();
            return 0;
        } catch (IOException e) {
            return KernelError.of(e);
        }
    }

    private interface Access {
        void run() throws IOException;
    }
}
