package dev.hexrun.cgroup.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelErrorTest {

    /** Checks the exceptions that the JDK throws, without stubs. */
    @Test
    void returnsTheErrorNumber(@TempDir Path folder) throws IOException {
        CgroupFiles files = new KernelCgroupFiles();
        files.createDirectory(folder.resolve("a").toString());
        files.createDirectory(folder.resolve("a/b").toString());
        assertThat(number(() -> files.read(folder.toString(), "missing"))).isEqualTo(2);
        assertThat(number(() -> files.write(folder.toString(), "missing", "1"))).isEqualTo(2);
        assertThat(number(() -> files.createDirectory(folder + "/missing/a"))).isEqualTo(2);
        assertThat(number(() -> files.remove(folder + "/a"))).isEqualTo(39);
        assertThat(number(() -> files.write("/proc/self", "oom_score_adj", "x")))
                .isEqualTo(22);
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
