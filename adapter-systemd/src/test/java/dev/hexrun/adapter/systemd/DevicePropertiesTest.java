package dev.hexrun.adapter.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import java.util.List;
import org.junit.jupiter.api.Test;

class DevicePropertiesTest {

    private static final Property CLEARED = new Property("DeviceAllow", new Variant("a(ss)", List.of()));

    @Test
    void clearsTheListBeforeAddingEntries() {
        List<Property> properties = DeviceProperties.of(List.of(), new KernelDevices(), true, 252);
        assertThat(properties).startsWith(Property.of("DevicePolicy", "strict"), CLEARED);
        assertThat(properties).hasSize(3);
        assertThat(properties.get(2).value().value().toString()).contains("[/dev/char/1:3, rwm]");
    }

    @Test
    void clearsTheList_whenAllDevicesAreAllowed() {
        LinuxDeviceCgroup all =
                LinuxDeviceCgroup.builder().allow(true).access("rwm").build();
        assertThat(DeviceProperties.of(List.of(all), new KernelDevices(), true, 252))
                .containsExactly(Property.of("DevicePolicy", "auto"), CLEARED);
    }

    @Test
    void readsTheDevicesOfTheHost() {
        KernelDevices host = new KernelDevices();
        assertThat(host.drivers()).contains("Character devices:", "1 mem");
        assertThat(host.numbers(false)).contains("1:3");
        assertThat(host.hasNode("/dev/null")).isTrue();
    }
}
