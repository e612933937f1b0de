package dev.hexrun.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.port.host.MountInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeHostTest {

    @Test
    void parsesALineOfMountinfo() {
        assertThat(FakeHost.mountOf("32 31 0:29 /a /sys/fs/cgroup/cpu rw,relatime shared:1 master:2 - cgroup none"
                        + " rw,cpu,cpuacct"))
                .isEqualTo(new MountInfo(
                        32,
                        31,
                        "/a",
                        "/sys/fs/cgroup/cpu",
                        List.of("rw", "relatime"),
                        List.of("shared:1", "master:2"),
                        "cgroup",
                        "none",
                        List.of("rw", "cpu", "cpuacct")));
    }

    @Test
    void refusesInvalidMountinfo() {
        assertThatThrownBy(() -> FakeHost.mountOf("proc /proc proc rw 0 0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("proc /proc proc");
    }

    @Test
    void changesOneFact() {
        FakeHost root = FakeHost.root();
        FakeHost user = root.withUser(1000, 100);
        assertThat(user.effectiveUid()).isEqualTo(1000);
        assertThat(user.effectiveGid()).isEqualTo(100);
        assertThat(user.kernelRelease()).isEqualTo(root.kernelRelease());
        assertThat(user.mounts()).isEqualTo(root.mounts());
        assertThat(root.effectiveUid()).isZero();
        assertThat(root.hasNamespace("time")).isTrue();
        assertThat(root.withNamespaces("pid").hasNamespace("time")).isFalse();
    }
}
