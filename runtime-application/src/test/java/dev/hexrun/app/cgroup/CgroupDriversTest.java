package dev.hexrun.app.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.app.world.FakeProviders;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.launch.CommandRequest;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.testkit.cgroup.FakeCgroupDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests of containers whose driver is no longer installed. */
class CgroupDriversTest {

    private final List<String> warnings = new ArrayList<>();

    @Test
    void opensTheCgroupsOfAMissingDriverThroughCgroupfs() {
        CgroupDrivers drivers = drivers("cgroupfs");
        CgroupPaths paths = CgroupPaths.of("gone", Map.of("", "/sys/fs/cgroup/x"));

        assertThat(drivers.open(paths)).isNotInstanceOf(NoCgroup.class);
        drivers.open(paths);

        assertThat(warnings)
                .containsExactly("cgroup-driver adapter gone: no adapter of this name is installed (found: cgroupfs);"
                        + " the recorded cgroups are accessed through cgroupfs");
    }

    @Test
    void opensNoCgroupsWithoutCgroupfs() {
        CgroupDrivers drivers = drivers("other");

        assertThat(drivers.open(CgroupPaths.of("gone", Map.of("", "/sys/fs/cgroup/x"))))
                .isInstanceOf(NoCgroup.class);
        assertThat(warnings).singleElement().asString().endsWith("; the recorded cgroups are not accessed");
        assertThatThrownBy(() -> drivers.open(CgroupPaths.of("cgroupfs", Map.of("", "/x"))))
                .isInstanceOf(AdapterException.class);
    }

    @Test
    void providesADriverToAnotherOne() {
        CgroupDrivers drivers = drivers("cgroupfs");

        assertThat(drivers.driver("cgroupfs")).isSameAs(drivers.driver("cgroupfs"));
        assertThatThrownBy(() -> drivers.driver("gone")).isInstanceOf(AdapterException.class);
    }

    private CgroupDrivers drivers(String installed) {
        Adapters adapters = new Adapters(FakeProviders.withHost(new Driver(installed)), Map.of())
                .with(List.of(), Map.of(), Map.of(), new Adapters.Listener() {
                    @Override
                    public void chosen(FoundAdapter<?> adapter) {}

                    @Override
                    public boolean debugEnabled() {
                        return false;
                    }

                    @Override
                    public void debug(String message) {}

                    @Override
                    public void warn(String message) {
                        warnings.add(message);
                    }
                });
        CommandContext context =
                CommandContext.of(new CommandRequest(List.of("hexrun"), List.of(), "/", 1, 0, 0, 0, 0, 0022, 0));
        return new CgroupDrivers(
                adapters, new RuntimeSettings(Optional.empty(), RuntimeSettings.CgroupUse.DRIVER), context, () -> {
                    throw new IllegalStateException("no launcher");
                });
    }

    private static final class Driver extends AbstractProvider implements CgroupDriverProvider {

        Driver(String name) {
            super(name, 1, SpiVersion.MAJOR, SpiVersion.MINOR);
        }

        @Override
        public CgroupDriver create(Host host, CgroupDriverContext context) {
            return new FakeCgroupDriver();
        }
    }
}
