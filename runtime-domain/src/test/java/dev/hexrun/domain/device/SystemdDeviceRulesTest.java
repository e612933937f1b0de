package dev.hexrun.domain.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import dev.hexrun.domain.failure.UnsupportedException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SystemdDeviceRulesTest {

    /** Some lines of /proc/devices of Debian 12. */
    private static final String KERNEL = """
            Character devices:
              1 mem
              5 /dev/tty
            136 pts
            226 drm

            Block devices:
              7 loop
              8 sd
            226 other
            """;

    private static final HostDevices HOST = new HostDevices() {
        @Override
        public String drivers() {
            return SystemdDeviceRulesTest.KERNEL;
        }

        @Override
        public List<String> numbers(boolean block) {
            return block ? List.of("7:0", "8:0", "8:1", "226:0") : List.of("1:3", "1:11", "5:0", "136:0", "13:64");
        }

        @Override
        public boolean hasNode(String path) {
            return path.equals("/dev/char/1:3");
        }
    };

    private static final int NEW = 252;

    private static final SystemdDeviceRules EVERYTHING = new SystemdDeviceRules("auto", List.of());

    private static LinuxDeviceCgroup rule(
            boolean allow, LinuxDeviceCgroupType type, long major, long minor, String access) {
        return LinuxDeviceCgroup.builder()
                .allow(allow)
                .type(type)
                .major(major < 0 ? OptionalLong.empty() : OptionalLong.of(major))
                .minor(minor < 0 ? OptionalLong.empty() : OptionalLong.of(minor))
                .access(access)
                .build();
    }

    private static SystemdDeviceRules v2(LinuxDeviceCgroup... rules) {
        return SystemdDeviceRules.of(DevicePolicy.of(List.of(rules)), HOST, true, NEW);
    }

    private static List<String> allowed(LinuxDeviceCgroup... rules) {
        return allowed(v2(rules));
    }

    private static List<String> allowedOnV1(LinuxDeviceCgroup... rules) {
        return allowed(SystemdDeviceRules.of(DevicePolicy.of(List.of(rules)), HOST, false, NEW));
    }

    private static List<String> allowed(SystemdDeviceRules rules) {
        assertThat(rules.policy()).isEqualTo("strict");
        return rules.allowed().stream()
                .map(entry -> entry.devices() + " " + entry.access())
                .toList();
    }

    @Test
    void allowsDefaultsOnly() {
        assertThat(allowed())
                .isEqualTo(allowed(rule(false, LinuxDeviceCgroupType.ALL, -1, -1, "rwm")))
                .contains("char-* m", "block-* m", "/dev/char/1:3 rwm", "char-136 rwm", "/dev/char/10:200 rwm")
                .hasSize(11);
    }

    @Test
    void allowsDevicesByNumber_byDriver_andAllOfAType() {
        assertThat(allowed(
                        rule(true, LinuxDeviceCgroupType.BLOCK, 8, 1, "r"),
                        rule(true, LinuxDeviceCgroupType.CHARACTER, 226, -1, "rw"),
                        rule(true, LinuxDeviceCgroupType.BLOCK, 226, -1, "rw"),
                        rule(true, LinuxDeviceCgroupType.BLOCK, -1, -1, "r")))
                .contains("/dev/block/8:1 r", "char-226 rw", "block-226 rw", "block-* rm");
    }

    @Test
    void allowsDevicesOfDriversThatMayBeLoadedLater() {
        assertThat(allowed(rule(true, LinuxDeviceCgroupType.BLOCK, 99, -1, "r")))
                .contains("block-99 r");
    }

    @Test
    void namesDriversAndNodes_beforeSystemd240() {
        List<LinuxDeviceCgroup> rules = List.of(
                rule(true, LinuxDeviceCgroupType.BLOCK, 226, -1, "r"),
                rule(true, LinuxDeviceCgroupType.BLOCK, 99, -1, "r"));
        assertThat(allowed(SystemdDeviceRules.of(DevicePolicy.of(rules), HOST, true, 239)))
                .containsExactly("block-other r", "char-* m", "block-* m", "/dev/char/1:3 rwm", "char-pts rwm");
    }

    @Test
    void mergesEntriesOfTheSameName() {
        LinuxDeviceCgroup rule = rule(true, LinuxDeviceCgroupType.CHARACTER, -1, 11, "r");
        assertThat(allowed(rule)).contains("char-* rm").doesNotContain("char-* m");
        assertThat(allowedOnV1(rule)).contains("char-* m", "/dev/char/1:11 r", "/dev/char/226:11 r");
    }

    @Test
    void allowsPresentDevicesOnV1_exceptDeniedOnes() {
        assertThat(allowedOnV1(
                        rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"),
                        rule(false, LinuxDeviceCgroupType.CHARACTER, 1, 11, "rw"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, 8, -1, "rwm"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, 7, -1, "w")))
                .contains("/dev/char/1:3 rwm", "/dev/char/1:11 m", "char-5 rwm", "char-226 rwm", "char-136 rwm")
                .contains("block-226 rwm", "block-7 rm", "block-8 m")
                .noneMatch(entry -> entry.startsWith("char-1 "));
    }

    @Test
    void refusesOnV1_whatV1CannotExpress() {
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> allowedOnV1(
                        rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, 8, -1, "rwm"),
                        rule(true, LinuxDeviceCgroupType.BLOCK, 8, 1, "r")))
                .withMessageContaining("cgroup v1 cannot allow b 8:1 r after b 8:* rwm was denied");
    }

    @Test
    void allowsToReadAndWriteAtOnce_whereTwoRulesAllowIt() {
        assertThat(allowed(
                        rule(true, LinuxDeviceCgroupType.BLOCK, 8, -1, "r"),
                        rule(true, LinuxDeviceCgroupType.BLOCK, 8, 1, "w")))
                .contains("block-8 r", "/dev/block/8:1 rw");
    }

    @Test
    void parsesProcDevices() {
        assertThat(ProcDevices.drivers(KERNEL, false))
                .isEqualTo(Map.of(1L, "mem", 5L, "/dev/tty", 136L, "pts", 226L, "drm"));
        assertThat(ProcDevices.drivers(KERNEL, true)).isEqualTo(Map.of(7L, "loop", 8L, "sd", 226L, "other"));
        assertThat(ProcDevices.drivers("x y\n12\n 4294967296 z\n", false)).isEmpty();
    }

    @Test
    void removesAccessThatALaterRuleDenies() {
        assertThat(allowed(
                        rule(true, LinuxDeviceCgroupType.BLOCK, 8, 1, "rwm"),
                        rule(true, LinuxDeviceCgroupType.BLOCK, 8, 2, "r"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, 8, 1, "w"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, -1, 2, "r")))
                .contains("/dev/block/8:1 rm")
                .noneMatch(entry -> entry.startsWith("/dev/block/8:2"));
    }

    @Test
    void allowsMoreOnV2_whereSystemdCannotExpressADeny() {
        assertThat(allowed(
                        rule(true, LinuxDeviceCgroupType.BLOCK, 8, -1, "r"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, 8, 1, "r")))
                .contains("block-8 r");
        assertThat(v2(
                        rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, 8, 1, "r")))
                .isEqualTo(EVERYTHING);
    }

    @Test
    void allowsAllDevices() {
        List<LinuxDeviceCgroup> all = List.of(rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"));
        assertThat(SystemdDeviceRules.of(DevicePolicy.of(all), HOST, true, NEW))
                .isEqualTo(EVERYTHING)
                .isEqualTo(SystemdDeviceRules.of(DevicePolicy.of(all), HOST, false, NEW));
    }
}
