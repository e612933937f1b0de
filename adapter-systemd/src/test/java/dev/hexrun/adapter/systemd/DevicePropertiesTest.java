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

    private static List<String> allowed(LinuxDeviceCgroup... rules) {
        List<Property> properties = DeviceProperties.of(List.of(rules), KERNEL);
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
                .contains("char-* m", "block-* m", "/dev/char/1:3 rwm", "char-pts rwm", "/dev/char/10:200 rwm")
                .hasSize(12);
    }

    @Test
    void allowsDevicesByNumber_byDriver_andAllOfAType() {
        assertThat(allowed(
                        rule(true, LinuxDeviceCgroupType.BLOCK, 8, 1, "r"),
                        rule(true, LinuxDeviceCgroupType.CHARACTER, 226, -1, "rw"),
                        rule(true, LinuxDeviceCgroupType.BLOCK, 226, -1, "rw"),
                        rule(true, LinuxDeviceCgroupType.BLOCK, -1, -1, "r")))
                .contains("/dev/block/8:1 r", "char-drm rw", "block-other rw", "block-* rm");
    }

    @Test
    void passesOverADriverThatIsNotThere() {
        assertThat(allowed(rule(true, LinuxDeviceCgroupType.BLOCK, 99, -1, "r")))
                .isEqualTo(allowed());
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
                .contains("block-sd r");
        assertThat(DeviceProperties.of(
                        List.of(
                                rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"),
                                rule(false, LinuxDeviceCgroupType.BLOCK, 8, 1, "r")),
                        KERNEL))
                .containsExactly(Property.of("DevicePolicy", "auto"), NOTHING);
    }

    @Test
    void liftsEveryRestriction() {
        assertThat(DeviceProperties.of(List.of(rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm")), KERNEL))
                .containsExactly(Property.of("DevicePolicy", "auto"), NOTHING);
    }
}
