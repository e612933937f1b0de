package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.sdbus.SdBus;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.host.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** The host's systemd, and those of its users; each is reached when it is needed. */
final class ServiceManagers implements IntFunction<Units> {

    /** systemd itself listens there for its root user alone, also where there is no message bus. */
    private static final String PRIVATE = "unix:path=/run/systemd/private";

    private static final String SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";

    private final Host host;
    private final CgroupDriverContext context;
    private final Map<Integer, Units> made = new HashMap<>();

    ServiceManagers(Host host, CgroupDriverContext context) {
        this.host = host;
        this.context = context;
    }

    @Override
    public Units apply(int uid) {
        Units units = made.get(uid);
        if (units == null) {
            units = new Units(addresses(uid), SdBus::connect, Time.REAL, patience());
            made.put(uid, units);
        }
        return units;
    }

    /** {@code SYSTEMD_BUS_TIMEOUT} in seconds, which systemd's own programs heed too. */
    Duration patience() {
        String given = context.variable("SYSTEMD_BUS_TIMEOUT").orElse("");
        String digits = given.endsWith("s") ? given.substring(0, given.length() - 1) : given;
        boolean seconds =
                !digits.isEmpty() && digits.length() < 6 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = seconds ? Long.parseLong(digits) : 0;
        return number > 0 ? Duration.ofSeconds(number) : Units.PATIENCE;
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
        Optional<String> given = context.variable("DBUS_SESSION_BUS_ADDRESS");
        if (given.isPresent()) {
            addresses.add(new Units.Address(given.get(), true));
        }
        String folder = context.variable("XDG_RUNTIME_DIR").orElse("/run/user/" + Integer.toUnsignedString(uid));
        addresses.add(new Units.Address("unix:path=" + folder + "/bus", true));
        addresses.add(new Units.Address("unix:path=" + folder + "/systemd/private", false));
        return addresses;
    }
}
