package dev.hexrun.cgroup.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupsPathTest {

    private static final Hierarchy MEMORY =
            new Hierarchy(List.of("memory"), "/cg/memory", "/cg/memory/user.slice/shell");
    private static final Hierarchy V2 = new Hierarchy(List.of(), "/cg", "/cg/user.slice/shell.scope");

    @ParameterizedTest
    @CsvSource({
        "/a, /cg/memory/a, /cg/a",
        "/a/b/, /cg/memory/a/b, /cg/a/b",
        "//a//./b, /cg/memory/a/b, /cg/a/b",
        "/a/../../b, /cg/memory/b, /cg/b",
        "/../../../b, /cg/memory/b, /cg/b",
        "/a/..b, /cg/memory/a/..b, /cg/a/..b",
        "a, /cg/memory/user.slice/shell/a, /cg/user.slice/a",
        "a/b, /cg/memory/user.slice/shell/a/b, /cg/user.slice/a/b",
        "../../../b, /cg/memory/user.slice/shell/b, /cg/user.slice/b",
        "./a/../b, /cg/memory/user.slice/shell/b, /cg/user.slice/b",
        "'', /cg/memory/user.slice/shell/web, /cg/user.slice/web"
    })
    void returnsThePathOfACgroup(String cgroupsPath, String v1, String v2) {
        CgroupsPath path = CgroupsPath.of(request(cgroupsPath));
        assertThat(path.belowOwn(MEMORY)).isEqualTo(v1);
        assertThat(path.besideOwn(V2)).isEqualTo(v2);
    }

    @Test
    void returnsATopLevelPath_whenTheRuntimeIsInTheRootCgroup() {
        CgroupsPath path = CgroupsPath.of(request(""));
        assertThat(path.besideOwn(new Hierarchy(List.of(), "/cg", "/cg"))).isEqualTo("/cg/web");
        assertThat(path.besideOwn(new Hierarchy(List.of(), "/cg", "/cg/shell"))).isEqualTo("/cg/web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/..", "/a/..", ".", "..", "a/..", "//"})
    void refusesTheRoot(String cgroupsPath) {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> CgroupsPath.of(request(cgroupsPath)))
                .withMessageStartingWith("/linux/cgroupsPath: " + cgroupsPath + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\0b", "/a\nb"})
    void refusesInvalidFileNames(String cgroupsPath) {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> CgroupsPath.of(request(cgroupsPath)))
                .withMessageStartingWith("/linux/cgroupsPath: ");
    }

    private static CgroupRequest request(String cgroupsPath) {
        return new CgroupRequest(ContainerId.of("web"), cgroupsPath, CgroupCaller.PRIVILEGED);
    }
}
