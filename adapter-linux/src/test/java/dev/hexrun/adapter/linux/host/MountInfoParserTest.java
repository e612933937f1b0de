package dev.hexrun.adapter.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.host.MountInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountInfoParserTest {

    @Test
    void parsesAHybridHost() throws IOException {
        List<MountInfo> mounts = MountInfoParser.parse(fixture("mountinfo-linux-6.18-hybrid-cgroups.txt"));
        assertThat(mounts).hasSize(19);
        assertThat(mounts.get(0))
                .isEqualTo(new MountInfo(
                        22, 27, "/", "/proc", List.of("rw", "relatime"), List.of(), "proc", "proc", List.of("rw")));
        assertThat(mounts.get(mounts.size() - 1))
                .isEqualTo(new MountInfo(
                        41,
                        31,
                        "/",
                        "/sys/fs/cgroup/unified",
                        List.of("rw", "relatime"),
                        List.of(),
                        "cgroup2",
                        "cgroup2",
                        List.of("rw")));
        assertThat(mounts)
                .filteredOn(mount -> mount.superOptions().contains("name=systemd"))
                .singleElement()
                .satisfies(mount -> assertThat(mount.mountPoint()).isEqualTo("/sys/fs/cgroup/systemd"));
    }

    @Test
    void readsAnyNumberOfOptionalFields() {
        assertThat(MountInfoParser.parse("36 35 98:0 /mnt1 /mnt2 rw,noatime shared:2 master:1 propagate_from:7"
                        + " - ext3 /dev/root rw,errors=continue\n"))
                .containsExactly(new MountInfo(
                        36,
                        35,
                        "/mnt1",
                        "/mnt2",
                        List.of("rw", "noatime"),
                        List.of("shared:2", "master:1", "propagate_from:7"),
                        "ext3",
                        "/dev/root",
                        List.of("rw", "errors=continue")));
    }

    @Test
    void decodesEscapesInEveryField() {
        MountInfo mount = MountInfoParser.parse(
                        "1 2 0:3 /a\\040b /c\\011d\\012e\\134f rw - fuse.x\\040y s\\043t rw,o=a\\040b")
                .get(0);
        assertThat(mount.root()).isEqualTo("/a b");
        assertThat(mount.mountPoint()).isEqualTo("/c\td\ne\\f");
        assertThat(mount.type()).isEqualTo("fuse.x y");
        assertThat(mount.source()).isEqualTo("s#t");
        assertThat(mount.superOptions()).containsExactly("rw", "o=a b");
    }

    @Test
    void parsesAMountPointThatEqualsTheSeparator() {
        MountInfo mount =
                MountInfoParser.parse("1 2 0:3 / - rw shared:1 - tmpfs - rw").get(0);
        assertThat(mount.mountPoint()).isEqualTo("-");
        assertThat(mount.optionalFields()).containsExactly("shared:1");
        assertThat(mount.source()).isEqualTo("-");
    }

    @Test
    void readsAnEmptySource() {
        MountInfo mount =
                MountInfoParser.parse("1 2 0:3 / /mnt rw - tmpfs  rw,size=1k").get(0);
        assertThat(mount.source()).isEmpty();
        assertThat(mount.superOptions()).containsExactly("rw", "size=1k");
    }

    @Test
    void keepsNonAsciiCharacters() {
        assertThat(MountInfoParser.parse("1 2 0:3 / /mnt/käse rw - tmpfs t rw")
                        .get(0)
                        .mountPoint())
                .isEqualTo("/mnt/käse");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "36",
                "36 35 98:0 /mnt1 /mnt2 rw shared:2",
                "36 35 98:0 /mnt1 /mnt2 rw - ext3",
                "x 35 98:0 / / rw - a b c",
                "1 -1 98:0 / / rw - a b c"
            })
    void skipsInvalidLines(String line) {
        assertThat(MountInfoParser.parse(line)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "\\0", "\\04", "\\049", "a\\x40", "\\400", "\\377"})
    void keepsBackslashesThatStartNoEscape(String text) {
        assertThat(MountInfoParser.unescape(text)).isEqualTo(text);
    }

    @Test
    void acceptsAnyText() throws IOException {
        Random random = new Random(7);
        String text = fixture("mountinfo-linux-6.18-hybrid-cgroups.txt");
        for (int round = 0; round < 2000; round++) {
            StringBuilder mutated = new StringBuilder(text);
            for (int i = 0; i < 20; i++) {
                mutated.setCharAt(random.nextInt(mutated.length()), " -\\0\n,:/".charAt(random.nextInt(8)));
            }
            assertThat(MountInfoParser.parse(mutated.toString())).hasSizeLessThanOrEqualTo(40);
        }
    }

    static String fixture(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(MountInfoParserTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
