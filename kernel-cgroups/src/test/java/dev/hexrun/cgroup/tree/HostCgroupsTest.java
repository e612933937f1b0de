package dev.hexrun.cgroup.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.cgroup.HostCgroups;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.testkit.host.FakeHost;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostCgroupsTest {

    /** Linux 6.18 in a virtual machine whose init mounts one controller in each hierarchy. */
    private static final FakeHost HYBRID = FakeHost.root()
            .withMounts(
                    "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
                    "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu",
                    "33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct",
                    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
                    "40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd",
                    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw")
            .withOwnCgroups("9:name=systemd:/", "4:memory:/a/b", "2:cpuacct:/", "1:cpu:/", "0::/c");

    @Test
    void findsV1AndTheUnifiedHierarchy() {
        HostCgroups cgroups = HostCgroups.of(HYBRID);
        assertThat(cgroups.v1())
                .containsExactly(
                        new Hierarchy(List.of("cpu"), "/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu"),
                        new Hierarchy(List.of("cpuacct"), "/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup/cpuacct"),
                        new Hierarchy(List.of("memory"), "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/a/b"),
                        new Hierarchy(List.of("name=systemd"), "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/systemd"));
        assertThat(cgroups.v2())
                .contains(new Hierarchy(List.of(), "/sys/fs/cgroup/unified", "/sys/fs/cgroup/unified/c"));
        assertThat(cgroups.isUnified()).isFalse();
        assertThat(cgroups.isEmpty()).isFalse();
    }

    @Test
    void groupsCoMountedControllers() {
        HostCgroups cgroups = HostCgroups.of(FakeHost.root()
                .withMounts(
                        "30 25 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec shared:9 - tmpfs tmpfs ro,mode=755",
                        "36 30 0:32 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:15 - cgroup cgroup rw,cpu,cpuacct",
                        "33 30 0:29 / /sys/fs/cgroup/systemd rw,nosuid shared:12 - cgroup cgroup"
                                + " rw,xattr,release_agent=/lib/systemd/systemd-cgroups-agent,name=systemd")
                .withOwnCgroups("3:cpu,cpuacct:/user.slice", "1:name=systemd:/user.slice/user-0.slice"));
        assertThat(cgroups.v1())
                .containsExactly(
                        new Hierarchy(
                                List.of("cpu", "cpuacct"),
                                "/sys/fs/cgroup/cpu,cpuacct",
                                "/sys/fs/cgroup/cpu,cpuacct/user.slice"),
                        new Hierarchy(
                                List.of("name=systemd"),
                                "/sys/fs/cgroup/systemd",
                                "/sys/fs/cgroup/systemd/user.slice/user-0.slice"));
        assertThat(cgroups.v1().getFirst().name()).isEqualTo("cpu,cpuacct");
        assertThat(cgroups.v2()).isEmpty();
    }

    @Test
    void detectsV2AtTheStandardMountPoint_despiteAnotherV1Hierarchy() {
        HostCgroups cgroups = HostCgroups.of(FakeHost.root()
                .withMounts(
                        "27 21 0:24 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate",
                        "90 21 0:50 / /run/vpn/net_cls rw - cgroup net_cls rw,net_cls")
                .withOwnCgroups("1:net_cls:/", "0::/user.slice/session-1.scope"));
        assertThat(cgroups.isUnified()).isTrue();
        assertThat(cgroups.v2())
                .contains(new Hierarchy(List.of(), "/sys/fs/cgroup", "/sys/fs/cgroup/user.slice/session-1.scope"));
    }

    @Test
    void detectsV1_despiteAnotherV2Mount() {
        HostCgroups cgroups = HostCgroups.of(FakeHost.root()
                .withMounts(
                        "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755",
                        "32 31 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
                        "90 21 0:50 / /run/cilium/cgroupv2 rw - cgroup2 none rw")
                .withOwnCgroups("1:memory:/", "0::/"));
        assertThat(cgroups.v1()).hasSize(1);
        assertThat(cgroups.v2()).isEmpty();
    }

    @Test
    void findsTheOwnCgroup_inACgroupNamespace() {
        HostCgroups cgroups = HostCgroups.of(FakeHost.root()
                .withMounts(
                        "651 650 0:29 /docker/abc /sys/fs/cgroup/memory ro master:12 - cgroup cgroup rw,memory",
                        "652 650 0:30 /docker/abc /sys/fs/cgroup/pids ro master:13 - cgroup cgroup rw,pids",
                        "653 650 0:31 /docker/abc /sys/fs/cgroup/cpu ro master:14 - cgroup cgroup rw,cpu")
                .withOwnCgroups("3:memory:/docker/abc", "2:pids:/docker/abc/x", "1:cpu:/docker/abcdef"));
        assertThat(cgroups.v1())
                .extracting(Hierarchy::own)
                .containsExactly("/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids/x", "/sys/fs/cgroup/cpu");
    }

    @Test
    void usesTheMountRoot_whenTheRuntimeIsOutsideOfItsCgroupNamespace() {
        HostCgroups cgroups = HostCgroups.of(FakeHost.root().withOwnCgroups("0::/../../init.scope"));
        assertThat(cgroups.v2().orElseThrow().own()).isEqualTo("/sys/fs/cgroup");
    }

    @Test
    void ignoresNamedHierarchiesOfOtherPrograms() {
        HostCgroups cgroups = HostCgroups.of(FakeHost.root()
                .withMounts(
                        "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw",
                        "32 31 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
                        "33 31 0:30 / /sys/fs/cgroup/openrc rw - cgroup openrc rw,name=openrc")
                .withOwnCgroups("2:name=openrc:/sshd", "1:memory:/"));
        assertThat(cgroups.v1()).extracting(Hierarchy::name).containsExactly("memory");
    }

    @Test
    void prefersTheStandardMountPoint_whenAHierarchyIsMountedTwice() {
        HostCgroups cgroups = HostCgroups.of(FakeHost.root()
                .withMounts(
                        "20 10 0:29 / /srv/cgroup/memory rw - cgroup cgroup rw,memory",
                        "32 31 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory")
                .withOwnCgroups("1:memory:/"));
        assertThat(cgroups.v1()).extracting(Hierarchy::mountPoint).containsExactly("/sys/fs/cgroup/memory");
    }

    @Test
    void usesTheTopmostMount() {
        HostCgroups cgroups = HostCgroups.of(FakeHost.root()
                .withMounts(
                        "651 650 0:29 /docker/abc /sys/fs/cgroup/memory ro master:12 - cgroup cgroup rw,memory",
                        "652 650 0:31 /docker/abc /sys/fs/cgroup/unified ro master:13 - cgroup2 cgroup2 rw",
                        "700 651 0:29 / /sys/fs/cgroup/memory rw - cgroup none rw,memory",
                        "701 652 0:31 / /sys/fs/cgroup/unified rw - cgroup2 none rw")
                .withOwnCgroups("4:memory:/docker/abc/own", "0::/docker/abc"));
        assertThat(cgroups.v1())
                .containsExactly(new Hierarchy(
                        List.of("memory"), "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/docker/abc/own"));
        assertThat(cgroups.v2())
                .contains(new Hierarchy(List.of(), "/sys/fs/cgroup/unified", "/sys/fs/cgroup/unified/docker/abc"));
    }

    @Test
    void findsNothing_withoutMounts() {
        HostCgroups cgroups = HostCgroups.of(
                FakeHost.root().withMounts("1 0 0:1 / / rw - ext4 /dev/vda rw").withOwnCgroups("0::/", "garbage", ""));
        assertThat(cgroups.isEmpty()).isTrue();
        assertThat(cgroups.isUnified()).isFalse();
    }
}
