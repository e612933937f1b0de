package dev.hexrun.app.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.bundle.BundleTemplate.Audience;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.inspect.DescribeFeatures;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.validate.ConfigurationValidator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BundleTemplateTest {

    /** A user id above 2^31, which is negative as an {@code int}. */
    private static final int USER = -2;

    private final BundleTemplate template = new BundleTemplate(
            new CommandContext(List.of(), Map.of(), Optional.of(Path.of("/work")), 77, USER, 1000, 022));

    @ParameterizedTest
    @CsvSource({"ROOT, false", "ROOT, true", "ROOTLESS, false", "ROOTLESS, true"})
    void hasNoWarnings(Audience audience, boolean unified) {
        Configuration configuration = template.configuration(audience, unified);

        assertThat(ConfigurationValidator.warnings(configuration).list()).isEmpty();
        assertThat(configuration.ociVersion()).isEqualTo(DescribeFeatures.SPECIFICATION);
        assertThat(configuration.root().orElseThrow().path()).isEqualTo("rootfs");
    }

    @ParameterizedTest
    @EnumSource(Audience.class)
    void createsACgroupNamespace_onlyWithCgroupV2(Audience audience) {
        assertThat(types(template.configuration(audience, true))).contains(LinuxNamespaceType.CGROUP);
        assertThat(types(template.configuration(audience, false))).doesNotContain(LinuxNamespaceType.CGROUP);
    }

    @Test
    void createsANetworkForRoot_andAUserNamespaceForOtherUsers() {
        Configuration root = template.configuration(Audience.ROOT, false);
        Configuration rootless = template.configuration(Audience.ROOTLESS, false);

        assertThat(types(root)).contains(LinuxNamespaceType.NETWORK).doesNotContain(LinuxNamespaceType.USER);
        assertThat(linux(root).uidMappings()).isEmpty();
        assertThat(types(rootless)).contains(LinuxNamespaceType.USER).doesNotContain(LinuxNamespaceType.NETWORK);
        assertThat(linux(rootless).uidMappings()).containsExactly(new LinuxIdMapping(0, 4_294_967_294L, 1));
        assertThat(linux(rootless).gidMappings()).containsExactly(new LinuxIdMapping(0, 1000, 1));
    }

    /** Only root can limit devices, mount the sysfs of another network, and use group 5. */
    @Test
    void requestsNothingThatRequiresRoot_forOtherUsers() {
        Configuration root = template.configuration(Audience.ROOT, false);
        Configuration rootless = template.configuration(Audience.ROOTLESS, false);

        assertThat(linux(root).resources().orElseThrow().devices()).hasSize(1);
        assertThat(linux(rootless).resources()).isEmpty();
        assertThat(mount(root, "/dev/pts").options()).contains("gid=5");
        assertThat(mount(rootless, "/dev/pts").options()).doesNotContain("gid=5");
        assertThat(mount(root, "/sys").type()).contains("sysfs");
        assertThat(mount(rootless, "/sys").options()).contains("rbind", "ro");
    }

    private static Linux linux(Configuration configuration) {
        return configuration.linux().orElseThrow();
    }

    private static List<LinuxNamespaceType> types(Configuration configuration) {
        return linux(configuration).namespaces().stream()
                .map(LinuxNamespace::type)
                .toList();
    }

    private static Mount mount(Configuration configuration, String destination) {
        return configuration.mounts().stream()
                .filter(mount -> mount.destination().equals(destination))
                .findFirst()
                .orElseThrow();
    }
}
