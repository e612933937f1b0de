package dev.hexrun.app.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.app.world.FakeProviders;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupFeatures;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.ForwardingCgroup;
import dev.hexrun.port.cgroup.ForwardingCgroupDriver;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.launch.CommandRequest;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.testkit.cgroup.FakeCgroupDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CgroupDriversTest {

    private final List<String> warnings = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();

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

    @Test
    void selectTheDriverForNewContainers() {
        assertThat(drivers("cgroupfs").selected()).isInstanceOf(ForwardingCgroupDriver.class);
        assertThat(drivers("cgroupfs", RuntimeSettings.CgroupUse.NONE)
                        .selected()
                        .resolve(new CgroupRequest(
                                ContainerId.of("web"), "", CgroupCaller.PRIVILEGED, OptionalLong.empty(), Map.of()))
                        .paths()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void createEachDriverOnceAndCloseIt() {
        CgroupDrivers drivers = drivers("cgroupfs");
        CgroupPaths paths = CgroupPaths.of("cgroupfs", Map.of("", "/sys/fs/cgroup/x"));
        CgroupDriver first = drivers.selected();
        assertThat(drivers.selected()).isSameAs(first);
        drivers.open(paths);

        drivers.close();
        drivers.close();

        assertThat(closed).containsExactly("cgroupfs");
        assertThat(drivers.selected()).isNotSameAs(first);
    }

    @Test
    void thawTheFreezerOfCgroups() {
        List<String> calls = new ArrayList<>();
        CgroupDrivers.thawRecursively(new NoCgroup("gone"));
        CgroupDrivers.thawRecursively(new ForwardingCgroup("fake", new NoCgroup("fake")) {
            @Override
            public Optional<CgroupFreezer> freezer() {
                return Optional.of(new Freezer(calls));
            }
        });
        assertThat(calls).containsExactly("thawRecursively");
    }

    @Test
    void knowWhetherCgroupsAreUnits() {
        assertThat(drivers("units").areUnits(CgroupPaths.of("units", Map.of("", "/x"))))
                .isTrue();
        assertThat(drivers("cgroupfs").areUnits(CgroupPaths.of("cgroupfs", Map.of("", "/x"))))
                .isFalse();
        assertThatThrownBy(() -> drivers("cgroupfs").areUnits(CgroupPaths.of("units", Map.of("", "/x"))))
                .isInstanceOf(AdapterException.class);
        assertThat(drivers("units").areUnits(CgroupPaths.of("units", Map.of()))).isFalse();
    }

    private CgroupDrivers drivers(String installed) {
        return drivers(installed, RuntimeSettings.CgroupUse.DRIVER);
    }

    private CgroupDrivers drivers(String installed, RuntimeSettings.CgroupUse use) {
        Adapters adapters = new Adapters(FakeProviders.withHost(new Driver(installed, closed)), Map.of())
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
        return new CgroupDrivers(adapters, new RuntimeSettings(Optional.empty(), use), context, () -> {
            throw new IllegalStateException("no launcher");
        });
    }

    private record Freezer(List<String> calls) implements CgroupFreezer {

        @Override
        public boolean isFrozen() {
            return true;
        }

        @Override
        public boolean isFrozenByParent() {
            return false;
        }

        @Override
        public void freeze(Duration timeout) {
            calls.add("freeze");
        }

        @Override
        public void thaw() {
            calls.add("thaw");
        }

        @Override
        public void thawRecursively() {
            calls.add("thawRecursively");
        }
    }

    private static final class Driver extends AbstractProvider implements CgroupDriverProvider {

        private final List<String> closed;

        Driver(String name, List<String> closed) {
            super(name, 1, SpiVersion.MAJOR, SpiVersion.MINOR);
            this.closed = closed;
        }

        @Override
        public CgroupFeatures cgroupFeatures() {
            boolean systemd = name().equals("units");
            return new CgroupFeatures(true, true, false, systemd, systemd, List.of());
        }

        @Override
        public CgroupDriver create(Host host, CgroupDriverContext context) {
            return new ForwardingCgroupDriver(name(), name(), new FakeCgroupDriver()) {
                @Override
                public void close() {
                    closed.add(name());
                }
            };
        }
    }
}
