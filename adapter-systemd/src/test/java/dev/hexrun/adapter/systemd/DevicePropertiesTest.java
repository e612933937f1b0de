package dev.hexrun.adapter.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DevicePropertiesTest {

    /** Lines of Debian 12's. */
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
            return DevicePropertiesTest.KERNEL;
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

    private static final Property STRICT = Property.of("DevicePolicy", "strict");
    private static final Property NOTHING = new Property("DeviceAllow", new Variant("a(ss)", List.of()));

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

    private static List<Property> v2(LinuxDeviceCgroup... rules) {
        return DeviceProperties.of(List.of(rules), HOST, true, NEW);
    }

    private static List<String> allowed(LinuxDeviceCgroup... rules) {
        return allowed(v2(rules));
    }

    private static List<String> allowedOnV1(LinuxDeviceCgroup... rules) {
        return allowed(DeviceProperties.of(List.of(rules), HOST, false, NEW));
    }

    private static List<String> allowed(List<Property> properties) {
        assertThat(properties).startsWith(STRICT, NOTHING).hasSize(3);
        List<String> allowed = new ArrayList<>();
        for (Object entry : (List<?>) properties.get(2).value().value()) {
            List<?> both = (List<?>) entry;
            allowed.add(both.get(0) + " " + both.get(1));
        }
        return allowed;
    }

    @Test
    void allowsWhatEveryContainerMayUse_andNothingElse() {
        assertThat(allowed())
                .isEqualTo(allowed(rule(false, LinuxDeviceCgroupType.ALL, -1, -1, "rwm")))
                .contains("char-* m", "block-* m", "/dev/char/1:3 rwm", "char-136 rwm", "/dev/char/10:200 rwm")
                .hasSize(12);
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
    void allowsDevicesOfADriverThatMayComeLater() {
        assertThat(allowed(rule(true, LinuxDeviceCgroupType.BLOCK, 99, -1, "r")))
                .contains("block-99 r");
    }

    @Test
    void namesDriversAndNodes_beforeSystemd240() {
        List<LinuxDeviceCgroup> rules = List.of(
                rule(true, LinuxDeviceCgroupType.BLOCK, 226, -1, "r"),
                rule(true, LinuxDeviceCgroupType.BLOCK, 99, -1, "r"));
        assertThat(allowed(DeviceProperties.of(rules, HOST, true, 239)))
                .containsExactly("block-other r", "char-* m", "block-* m", "/dev/char/1:3 rwm", "char-pts rwm");
    }

    @Test
    void addsUpWhatIsSaidInTheSameWords() {
        LinuxDeviceCgroup rule = rule(true, LinuxDeviceCgroupType.CHARACTER, -1, 11, "r");
        assertThat(allowed(rule)).contains("char-* rm").doesNotContain("char-* m");
        assertThat(allowedOnV1(rule)).contains("char-* m", "/dev/char/1:11 r", "/dev/char/226:11 r");
    }

    @Test
    void allowsNoMoreOnV1_whereItIsToldOfExceptions() {
        assertThat(allowedOnV1(
                        rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"),
                        rule(false, LinuxDeviceCgroupType.CHARACTER, 1, 11, "rw"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, 8, -1, "rwm"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, 7, -1, "w")))
                .contains("/dev/char/1:3 rwm", "/dev/char/1:11 m", "char-5 rwm", "char-226 rwm", "char-136 rwm")
                .contains("block-226 rwm", "block-7 rm")
                .noneMatch(entry -> entry.startsWith("char-1 ") || entry.startsWith("block-8"));
    }

    @Test
    void allowsAgainOnV1WhatALaterRuleAllows() {
        assertThat(allowedOnV1(
                        rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, 8, -1, "rwm"),
                        rule(true, LinuxDeviceCgroupType.BLOCK, 8, 1, "r")))
                .contains("/dev/block/8:1 r")
                .noneMatch(entry -> entry.startsWith("/dev/block/8:0") || entry.startsWith("block-8"));
    }

    @Test
    void takesBackWhatALaterRuleDenies() {
        assertThat(allowed(
                        rule(true, LinuxDeviceCgroupType.BLOCK, 8, 1, "rwm"),
                        rule(true, LinuxDeviceCgroupType.BLOCK, 8, 2, "r"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, 8, 1, "w"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, -1, 2, "r")))
                .contains("/dev/block/8:1 rm")
                .noneMatch(entry -> entry.startsWith("/dev/block/8:2"));
    }

    @Test
    void allowsMoreWhereDenyingSomeOfManyCannotBeSaid() {
        assertThat(allowed(
                        rule(true, LinuxDeviceCgroupType.BLOCK, 8, -1, "r"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, 8, 1, "r")))
                .contains("block-8 r");
        assertThat(v2(
                        rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"),
                        rule(false, LinuxDeviceCgroupType.BLOCK, 8, 1, "r")))
                .containsExactly(Property.of("DevicePolicy", "auto"), NOTHING);
    }

    @Test
    void liftsEveryRestriction() {
        List<LinuxDeviceCgroup> all = List.of(rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"));
        assertThat(DeviceProperties.of(all, HOST, true, NEW))
                .containsExactly(Property.of("DevicePolicy", "auto"), NOTHING)
                .isEqualTo(DeviceProperties.of(all, HOST, false, NEW));
    }
}
