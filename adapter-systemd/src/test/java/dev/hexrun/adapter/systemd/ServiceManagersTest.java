package dev.hexrun.adapter.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.host.Host;
import dev.hexrun.testkit.cgroup.PathTreeWalker;
import dev.hexrun.testkit.host.FakeHost;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceManagersTest {

    private static final FakeHost ROOT = FakeHost.root();

    private record Context(Map<String, String> variables) implements CgroupDriverContext {

        @Override
        public Optional<String> variable(String name) {
            return Optional.ofNullable(variables.get(name));
        }

        @Override
        public CgroupTreeWalker treeWalker() {
            return new PathTreeWalker();
        }
    }

    private static ServiceManagers of(Host host, Map<String, String> variables) {
        return new ServiceManagers(host, new Context(variables));
    }

    private static Units.Address direct(String path) {
        return new Units.Address("unix:path=" + path, false);
    }

    private static Units.Address broker(String path) {
        return new Units.Address("unix:path=" + path, true);
    }

    @Test
    void returnsThePrivateSocketAndTheSystemBus_forRoot() {
        assertThat(of(ROOT, Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=/x")).addresses(-1))
                .containsExactly(direct("/run/systemd/private"), broker("/run/dbus/system_bus_socket"));
        assertThat(of(ROOT.withUser(5, 5), Map.of()).addresses(-1))
                .containsExactly(broker("/run/dbus/system_bus_socket"));
        assertThat(of(ROOT.withinUserNamespace(), Map.of()).addresses(-1))
                .containsExactly(direct("/run/systemd/private"), broker("/run/dbus/system_bus_socket"));
    }

    @Test
    void returnsTheSocketsOfTheUser_fromTheEnvironmentOrTheDefaults() {
        assertThat(of(ROOT, Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=/x", "XDG_RUNTIME_DIR", "/run/user/7"))
                        .addresses(7))
                .containsExactly(
                        new Units.Address("unix:abstract=/x", true),
                        broker("/run/user/7/bus"),
                        direct("/run/user/7/systemd/private"));
        assertThat(of(ROOT, Map.of()).addresses(1000))
                .containsExactly(broker("/run/user/1000/bus"), direct("/run/user/1000/systemd/private"));
    }

    @ParameterizedTest
    @CsvSource({"'', 30", "7, 7", "7s, 7", "0, 30", "1min, 30", "9999999, 30", "-1, 30"})
    void readsTheTimeoutFromTheEnvironment(String variable, long seconds) {
        assertThat(of(ROOT, Map.of("SYSTEMD_BUS_TIMEOUT", variable)).timeout()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void isUsableIfSystemdRuns_andHasLowerPriorityThanCgroupfs() {
        SystemdDriverProvider provider = new SystemdDriverProvider();
        assertThat(provider.name()).isEqualTo("systemd");
        assertThat(provider.priority()).isBetween(1, 49);
        assertThat(provider.probe(ROOT).usable()).isTrue();
        assertThat(provider.probe(ROOT.withoutSystemd()).usable()).isFalse();
        assertThat(provider.probe(ROOT.withoutSystemd()).reason()).contains("systemd not running");
        assertThat(provider.create(ROOT, new Context(Map.of()))).isInstanceOf(SystemdDriver.class);
    }
}
