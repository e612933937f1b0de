package dev.hexrun.domain.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the compiled programs in an interpreter. */
class DeviceProgramTest {

    @ParameterizedTest
    @CsvSource({
        "c, 1, 3, rw, true", // null
        "c, 1, 3, rwm, true",
        "c, 136, 17, rw, true", // a terminal
        "c, 10, 200, rw, true", // tun
        "c, 1, 1, r, false", // mem
        "c, 1, 1, m, true", // mknod is allowed, opening is not
        "c, 1, 1, rm, false",
        "b, 8, 0, r, false",
        "b, 8, 0, m, true",
        "b, 1, 3, r, false" // the numbers of null, but a block device
    })
    void allowsDefaults(String type, int major, int minor, String access, boolean allowed) {
        assertThat(decide(List.of(rule(false, LinuxDeviceCgroupType.ALL, -1, -1, "rwm")), type, major, minor, access))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 1, r, true",
        "8, 1, w, true",
        "8, 1, rw, true", // two rules together
        "8, 2, r, true",
        "8, 2, w, false",
        "8, 3, r, false", // the last matching rule
        "9, 3, r, false"
    })
    void lastMatchingRuleDecides_forEachAccess(int major, int minor, String access, boolean allowed) {
        List<LinuxDeviceCgroup> rules = List.of(
                rule(false, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"),
                rule(true, LinuxDeviceCgroupType.BLOCK, 8, -1, "r"),
                rule(true, LinuxDeviceCgroupType.BLOCK, 8, 1, "w"),
                rule(false, LinuxDeviceCgroupType.BLOCK, 8, 3, "r"));

        assertThat(decide(rules, "b", major, minor, access)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"b, 8, 0, rwm, true", "c, 1, 1, r, false", "c, 1, 1, w, true", "c, 1, 1, rw, false"})
    void deniesExceptions(String type, int major, int minor, String access, boolean allowed) {
        List<LinuxDeviceCgroup> rules = List.of(
                rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"),
                rule(false, LinuxDeviceCgroupType.CHARACTER, 1, 1, "r"));

        assertThat(decide(rules, type, major, minor, access)).isEqualTo(allowed);
    }

    @Test
    void dropsRulesBeforeOneForEveryDevice() {
        List<LinuxDeviceCgroup> short1 = List.of(rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"));
        List<LinuxDeviceCgroup> long1 = List.of(
                rule(false, LinuxDeviceCgroupType.BLOCK, 8, 3, "r"),
                rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"));

        assertThat(DeviceProgram.of(DevicePolicy.of(long1))).isEqualTo(DeviceProgram.of(DevicePolicy.of(short1)));
    }

    private static LinuxDeviceCgroup rule(
            boolean allow, LinuxDeviceCgroupType type, long major, long minor, String access) {
        LinuxDeviceCgroup.Builder rule =
                LinuxDeviceCgroup.builder().allow(allow).type(type).access(access);
        if (major >= 0) {
            rule.major(major);
        }
        if (minor >= 0) {
            rule.minor(minor);
        }
        return rule.build();
    }

    private static boolean decide(List<LinuxDeviceCgroup> rules, String type, int major, int minor, String letters) {
        DevicePattern device =
                type.equals("b") ? DevicePattern.block(major, minor) : DevicePattern.character(major, minor);
        return BpfInterpreter.permits(DeviceProgram.of(DevicePolicy.of(rules)), device, DeviceAccess.of(letters));
    }
}
