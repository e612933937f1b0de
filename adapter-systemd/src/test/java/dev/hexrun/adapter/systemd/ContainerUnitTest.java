package dev.hexrun.adapter.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerUnitTest {

    private static ContainerUnit of(String path, boolean rootless) {
        return ContainerUnit.of(new CgroupRequest(ContainerId.of("web"), path, CgroupCaller.PRIVILEGED), rootless);
    }

    @ParameterizedTest
    @CsvSource({
        "'', /system.slice/runc-web.scope",
        "system.slice:cri:abc, /system.slice/cri-abc.scope",
        ":cri:abc, /system.slice/cri-abc.scope",
        "-.slice:cri:abc, /cri-abc.scope",
        "kubepods-burstable-pod7.slice:cri:a, /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod7.slice/cri-a.scope",
        "system.slice:x:a-b.slice, /a.slice/a-b.slice",
        "system.slice:_x:a, /system.slice/__x-a.scope",
    })
    void returnsTheCgroupPath(String path, String below) {
        assertThat(of(path, false).path()).isEqualTo(below);
    }

    @Test
    void isInTheUserSlice_whenRootless() {
        assertThat(of("", true)).isEqualTo(new ContainerUnit("user.slice", "runc-web.scope"));
        assertThat(of(":p:n", true)).isEqualTo(new ContainerUnit("user.slice", "p-n.scope"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web", "web", "a:b", "a.slice:b:c:d", "/sys/fs:cgroup"})
    void refusesInvalidSyntax(String path) {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> of(path, false))
                .withMessageContaining(
                        "expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got \"" + path
                                + "\" instead");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.scope", ".slice", "-a.slice", "a-.slice", "a--b.slice", "a/b.slice"})
    void refusesInvalidSlices(String slice) {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> of(slice + ":p:n", false))
                .withMessageContaining("invalid slice name: " + slice);
    }

    @Test
    void refusesInvalidUnits() {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> of(":p:a/../b", false))
                .withMessageContaining("invalid unit name: p-a/../b.scope");
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> of(":p:", false))
                .withMessageContaining("the name of the unit is empty");
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> of(":p:" + "x".repeat(250), false))
                .withMessageContaining("255");
    }

    @Test
    void returnsTheParentSlice() {
        assertThat(of("::a-b-c.slice", false).parent()).isEqualTo("a-b.slice");
        assertThat(of("::a.slice", false).parent()).isEqualTo("-.slice");
    }
}
