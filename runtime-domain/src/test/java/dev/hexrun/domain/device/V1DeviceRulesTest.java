package dev.hexrun.domain.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.UnsupportedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class V1DeviceRulesTest {

    private static final String EVERYTHING = "a *:* rwm\n";

    /** The defaults of every container, in the order in which they are written. */
    private static final List<String> DEFAULTS = List.of(
            "devices.allow c *:* m",
            "devices.allow b *:* m",
            "devices.allow c 1:3 rwm",
            "devices.allow c 1:5 rwm",
            "devices.allow c 1:7 rwm",
            "devices.allow c 1:8 rwm",
            "devices.allow c 1:9 rwm",
            "devices.allow c 5:0 rwm",
            "devices.allow c 5:2 rwm",
            "devices.allow c 136:* rwm",
            "devices.allow c 10:200 rwm");

    @Test
    void deniesEverythingFirst_andAllowsDefaultsLast() {
        List<String> writes = writes(EVERYTHING, deny("rwm"), allow('c', 10, 229, "rw"));
        assertThat(writes.getFirst()).isEqualTo("devices.deny a *:* rwm");
        assertThat(writes.get(1)).isEqualTo("devices.allow c 10:229 rw");
        assertThat(writes.subList(2, writes.size())).isEqualTo(DEFAULTS);
    }

    @Test
    void deniesEverythingButTheDefaults_whenThereAreNoRules() {
        List<String> writes = writes(EVERYTHING);
        assertThat(writes.getFirst()).isEqualTo("devices.deny a *:* rwm");
        assertThat(writes.subList(1, writes.size())).isEqualTo(DEFAULTS);
    }

    @Test
    void writesNothing_whenTheKernelHasTheRules() {
        assertThat(writes(listOfDefaults() + "c 10:229 rw\n", deny("rwm"), allow('c', 10, 229, "rw")))
                .isEmpty();
    }

    @Test
    void writesOnlyTheDifference_whenRulesChange() {
        String present = listOfDefaults() + "c 10:229 rw\nb 8:0 r\n";
        assertThat(writes(present, deny("rwm"), allow('c', 10, 229, "rm"), allow('b', 8, 1, "r")))
                .containsExactly(
                        "devices.deny c 10:229 w",
                        "devices.deny b 8:0 r",
                        "devices.allow c 10:229 m",
                        "devices.allow b 8:1 r");
    }

    @Test
    void laterRuleDecides() {
        assertThat(writes(listOfDefaults(), allow('c', 10, 229, "rw"), deny('c', 10, 229, "w")))
                .containsExactly("devices.allow c 10:229 r");
        assertThat(writes(listOfDefaults(), allow('c', 10, 229, "rw"), deny("rwm")))
                .isEmpty();
    }

    @Test
    void removesExceptionsThatALaterWildcardCovers() {
        assertThat(writes(
                        listOfDefaults(),
                        allow('c', 10, 229, "rw"),
                        allow('c', 10, -1, "r"),
                        allow('b', 10, 229, "r"),
                        deny('c', -1, -1, "rw")))
                .containsExactly("devices.allow b 10:229 r");
        assertThat(writes(listOfDefaults(), allow('c', 10, 229, "rw"), deny('c', 10, -1, "w")))
                .containsExactly("devices.allow c 10:229 r");
        assertThat(writes(EVERYTHING, allowAll(), deny('b', 8, 0, "rw"), allow('b', -1, 0, "r")))
                .containsExactly("devices.allow a *:* rwm", "devices.deny b 8:0 w");
    }

    @Test
    void replacesAllRules_whenEverythingIsAllowedByDefault() {
        assertThat(writes(listOfDefaults(), allowAll(), deny('b', 8, 0, "w")))
                .containsExactly("devices.allow a *:* rwm", "devices.deny b 8:0 w");
    }

    @Test
    void reportsWhetherEverythingIsAllowed() {
        assertThat(V1DeviceRules.of(DevicePolicy.of(List.of(deny("rwm"), allowAll())))
                        .allowsEverything())
                .isTrue();
        assertThat(V1DeviceRules.of(DevicePolicy.of(List.of(allowAll(), deny('b', 8, 0, "w"))))
                        .allowsEverything())
                .isFalse();
        assertThat(V1DeviceRules.of(DevicePolicy.of(List.of())).allowsEverything())
                .isFalse();
    }

    @Test
    void allowsDefaults_evenIfTheConfigurationDeniesThem() {
        assertThat(writes(EVERYTHING, allowAll(), deny('c', 1, 3, "rwm"))).containsExactly("devices.allow a *:* rwm");
    }

    @Test
    void refusesExceptionToAWildcard_whichTheKernelWouldIgnore() {
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> V1DeviceRules.of(
                        DevicePolicy.of(List.of(deny("rwm"), allow('c', 10, -1, "rw"), deny('c', 10, 229, "w")))))
                .withMessage("/linux/resources/devices: cgroup v1 cannot deny c 10:229 w after c 10:* rw was allowed");
    }

    @Test
    void refusesPartialOverlapOfWildcards() {
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> V1DeviceRules.of(
                        DevicePolicy.of(List.of(deny("rwm"), allow('b', 8, -1, "rw"), deny('b', -1, 0, "rw")))))
                .withMessage("/linux/resources/devices: cgroup v1 cannot deny b *:0 rw after b 8:* rw was allowed");
    }

    @Test
    void refusesRuleWithoutAccess() {
        LinuxDeviceCgroup rule = LinuxDeviceCgroup.builder().allow(true).build();
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> V1DeviceRules.of(DevicePolicy.of(List.of(deny("rwm"), rule))))
                .withMessageContaining("device access at 1 field cannot be empty");
    }

    @Test
    void detectsRulesThatTheKernelDidNotApply() {
        V1DeviceRules target = V1DeviceRules.of(DevicePolicy.of(List.of()));
        assertThat(target.matches(V1DeviceRules.parse(listOfDefaults()))).isTrue();
        assertThat(target.matches(V1DeviceRules.parse(listOfDefaults() + "b 8:0 r\n")))
                .isFalse();
        assertThat(target.matches(V1DeviceRules.parse(EVERYTHING))).isFalse();
        assertThat(target.matches(V1DeviceRules.parse(""))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "c 1:3", "c 1 rwm", "x 1:3 rwm", "c x:3 rwm", ":", " :: ", "cc 1:3 rwm"})
    void refusesUnknownFormOfList(String line) {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> V1DeviceRules.parse("c 1:3 rwm\n" + line + "\n"))
                .withMessageContaining(line);
    }

    private static List<String> writes(String present, LinuxDeviceCgroup... rules) {
        return V1DeviceRules.parse(present).transitionTo(V1DeviceRules.of(DevicePolicy.of(List.of(rules)))).stream()
                .map(write -> write.file() + " " + write.value())
                .toList();
    }

    private static String listOfDefaults() {
        StringBuilder list = new StringBuilder();
        for (String write : DEFAULTS) {
            list.append(write.substring("devices.allow ".length())).append('\n');
        }
        return list.toString();
    }

    private static LinuxDeviceCgroup allowAll() {
        return LinuxDeviceCgroup.builder().allow(true).access("rwm").build();
    }

    private static LinuxDeviceCgroup deny(String access) {
        return LinuxDeviceCgroup.builder().access(access).build();
    }

    private static LinuxDeviceCgroup allow(char type, long major, long minor, String access) {
        return rule(type, major, minor, access).allow(true).build();
    }

    private static LinuxDeviceCgroup deny(char type, long major, long minor, String access) {
        return rule(type, major, minor, access).build();
    }

    private static LinuxDeviceCgroup.Builder rule(char type, long major, long minor, String access) {
        LinuxDeviceCgroup.Builder builder = LinuxDeviceCgroup.builder();
        builder.type(type == 'b' ? LinuxDeviceCgroupType.BLOCK : LinuxDeviceCgroupType.CHARACTER)
                .access(access);
        if (major >= 0) {
            builder.major(major);
        }
        if (minor >= 0) {
            builder.minor(minor);
        }
        return builder;
    }
}
