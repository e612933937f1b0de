package dev.hexrun.domain.mount;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerPathTest {

    @ParameterizedTest
    @CsvSource({"/a/b, /a/b", "a//b/, /a/b", "/../../etc, /etc", "/a/./b/../c, /a/c", "/, /", "'', /"})
    void cleansTargets(String path, String cleaned) {
        assertThat(ContainerPath.clean(path)).isEqualTo(cleaned);
    }

    @ParameterizedTest
    @CsvSource({
        "/b/rootfs/mnt/x,     /mnt/x",
        "/b/rootfs/mnt/../y,  /y",
        "/b/rootfs,           /",
        "/b/rootfs/../secret, /b/rootfs/../secret",
        "/b/rootfsx/y,        /b/rootfsx/y",
        "/mnt/b/rootfs/x,     /mnt/b/rootfs/x",
        "mnt,                 mnt"
    })
    void convertsPathsBelowTheRootfs(String path, String inside) {
        assertThat(ContainerPath.relativeToRootfs(path, "/b/rootfs")).isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource({"/, /", "/mnt, /mnt", "/../mnt, /../mnt"})
    void doesNotConvertPaths_ifTheRootfsIsTheHostRoot(String path, String inside) {
        assertThat(ContainerPath.relativeToRootfs(path, "/")).isEqualTo(inside);
    }
}
