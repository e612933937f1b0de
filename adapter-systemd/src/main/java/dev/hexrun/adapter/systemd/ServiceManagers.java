package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.sdbus.SdBus;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.host.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** The systemd instances of the host and of its users. The driver connects to each at its first use. */
final class ServiceManagers implements IntFunction<Units> {

    /** The socket on which systemd listens for root only, even without a message bus. */
    private static final String PRIVATE = "unix:path=/run/systemd/private";

    private static final String SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";

    private final Host host;
    private final CgroupDriverContext context;

    ServiceManagers(Host host, CgroupDriverContext context) {
        this.host = host;
        this.context = context;
    }

    @Override
    public Units apply(int uid) {
        return new Units(addresses(uid), SdBus::connect, Time.REAL, timeout());
    }

    /** Returns the timeout in {@code SYSTEMD_BUS_TIMEOUT}, a number of seconds, as for the programs of systemd. */
    Duration timeout() {
        String value = context.variable("SYSTEMD_BUS_TIMEOUT").orElse("");
        String digits = value.endsWith("s") ? value.substring(0, value.length() - 1) : value;
        boolean seconds =
                !digits.isEmpty() && digits.length() < 6 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = seconds ? Long.parseLong(digits) : 0;
        return number > 0 ? Duration.ofSeconds(number) : Units.TIMEOUT;
    }

    List<Units.Address> addresses(int uid) {
        List<Units.Address> addresses = new ArrayList<>();
        if (uid < 0) {
            if (host.effectiveUid() == 0) {
                addresses.add(new Units.Address(PRIVATE, false));
            }
            addresses.add(new Units.Address(SYSTEM_BUS, true));
            return addresses;
        }
        Optional<String> value = context.variable("DBUS_SESSION_BUS_ADDRESS");
        if (value.isPresent()) {
            addresses.add(new Units.Address(value.get(), true));
        }
        String runtimeDirectory =
                context.variable("XDG_RUNTIME_DIR").orElse("/run/user/" + Integer.toUnsignedString(uid));
        addresses.add(new Units.Address("unix:path=" + runtimeDirectory + "/bus", true));
        addresses.add(new Units.Address("unix:path=" + runtimeDirectory + "/systemd/private", false));
        return addresses;
    }
}
