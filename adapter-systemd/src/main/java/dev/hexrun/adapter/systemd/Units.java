package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Bus;
import dev.hexrun.adapter.systemd.bus.BusException;
import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.failure.HostOperationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The units of one systemd, over a connection that is made when it is needed. */
final class Units {

    /** How long systemd may take for a job. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String PATH = "/org/freedesktop/systemd1";
    private static final String TYPE = "org.freedesktop.systemd1.Manager";
    private static final String REPLACE = "replace";

    private final List<Address> addresses;
    private final Bus.Connector connector;
    private @Nullable Bus connection;
    private OptionalInt version = OptionalInt.empty();

    /**
     * Where systemd may be reached.
     *
     * @param socket the socket, as in {@code unix:path=/run/systemd/private}
     * @param broker whether a message bus is there, and not systemd itself
     */
    record Address(String socket, boolean broker) {}

    /** A unit of that name is there already, and is not one that failed. */
    static final class UnitExistsException extends Exception {

        private static final long serialVersionUID = 1L;

        UnitExistsException(String message) {
            super(message);
        }
    }

    Units(List<Address> addresses, Bus.Connector connector) {
        this.addresses = List.copyOf(addresses);
        this.connector = connector;
    }

    /** Starts a transient unit, and returns once it runs. One of that name that has failed is forgotten first. */
    void start(String unit, List<Property> properties) throws UnitExistsException {
        String action = "start unit " + unit;
        try {
            started(unit, properties);
        } catch (BusException failure) {
            if (!failure.is("UnitExists")) {
                throw failed(action, failure);
            }
            resetFailed(unit);
            try {
                started(unit, properties);
            } catch (BusException again) {
                if (again.is("UnitExists")) {
                    throw new UnitExistsException(action + ": systemd: " + again.text());
                }
                throw failed(action, again);
            }
        }
    }

    private void started(String unit, List<Property> properties) throws BusException {
        finish(call(
                "StartTransientUnit",
                Variant.string(unit),
                Variant.string(REPLACE),
                list(properties),
                new Variant("a(sa(sv))", List.of())));
    }

    /** Stops a unit, and returns once it is gone. One that is gone, or has failed, is fine. */
    void stop(String unit) {
        try {
            finish(call("StopUnit", Variant.string(unit), Variant.string(REPLACE)));
        } catch (BusException failure) {
            if (!failure.is("NoSuchUnit")) {
                throw failed("stop unit " + unit, failure);
            }
        }
        resetFailed(unit);
    }

    /** Sets properties, and returns once systemd has written them to the kernel. */
    void set(String unit, List<Property> properties) {
        try {
            call("SetUnitProperties", Variant.string(unit), Variant.bool(true), list(properties));
            // The answer comes before the files are written, in the next round of systemd's main loop. So does the next
            // answer.
            call("GetUnit", Variant.string(unit));
        } catch (BusException failure) {
            throw failed("set properties of unit " + unit, failure);
        }
    }

    /** Has systemd move a process into a unit, for a runtime that may not. */
    void attach(String unit, int pid) {
        try {
            call("AttachProcessesToUnit", Variant.string(unit), Variant.string(""), new Variant("au", List.of((long)
                    pid)));
        } catch (BusException failure) {
            throw failed("attach process " + pid + " to unit " + unit, failure);
        }
    }

    /** Where systemd's own cgroup is, for that of a user. */
    String controlGroup() {
        return property("ControlGroup");
    }

    /** systemd's version, of {@code 252.39-1~deb12u1} the 252. */
    int version() {
        if (version.isEmpty()) {
            version = OptionalInt.of(number(property("Version")));
        }
        return version.getAsInt();
    }

    static int number(String version) {
        int start = version.startsWith("v") ? 1 : 0;
        int number = 0;
        for (int i = start; i < version.length() && Character.isDigit(version.charAt(i)); i++) {
            number = number * 10 + Character.digit(version.charAt(i), 10);
        }
        return number;
    }

    private String property(String name) {
        try {
            List<Object> answer = connection()
                    .call(PATH, "org.freedesktop.DBus.Properties", "Get", Variant.string(TYPE), Variant.string(name));
            return answer.isEmpty() ? "" : String.valueOf(answer.getFirst());
        } catch (BusException failure) {
            forget(failure);
            throw failed("ask for property " + name, failure);
        }
    }

    private void resetFailed(String unit) {
        try {
            call("ResetFailedUnit", Variant.string(unit));
        } catch (BusException failure) {
            // It has not failed, or is gone: either is what was wanted. Should the connection be lost, the next call
            // says so.
        }
    }

    private void finish(List<Object> answer) throws BusException {
        String result = result(String.valueOf(answer.getFirst()));
        if (!result.equals("done")) {
            throw new BusException("dev.hexrun.JobFailed", "the job ended as " + result);
        }
    }

    private String result(String job) throws BusException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            Optional<Bus.Signal> signal = left.isNegative() ? Optional.empty() : next(left);
            if (signal.isEmpty()) {
                throw new BusException(
                        "dev.hexrun.Timeout", "the job did not end within " + PATIENCE.toSeconds() + " s");
            }
            List<Object> body = signal.get().body();
            // JobRemoved(u id, o job, s unit, s result)
            if (signal.get().member().equals("JobRemoved")
                    && body.size() == 4
                    && body.get(1).equals(job)) {
                return String.valueOf(body.get(3));
            }
        }
    }

    private Optional<Bus.Signal> next(Duration patience) throws BusException {
        try {
            return connection().await(patience);
        } catch (BusException failure) {
            forget(failure);
            throw failure;
        }
    }

    private List<Object> call(String method, Variant... arguments) throws BusException {
        try {
            return connection().call(PATH, TYPE, method, arguments);
        } catch (BusException failure) {
            forget(failure);
            throw failure;
        }
    }

    private Bus connection() throws BusException {
        Bus present = connection;
        if (present == null) {
            present = connect();
            connection = present;
        }
        return present;
    }

    private Bus connect() throws BusException {
        StringBuilder reasons = new StringBuilder();
        for (Address address : addresses) {
            try {
                return subscribed(connector.connect(address.socket(), address.broker()));
            } catch (BusException failure) {
                reasons.append(reasons.isEmpty() ? "" : "; ").append(failure.text());
            }
        }
        throw new BusException("", "cannot be reached: " + reasons);
    }

    private static Bus subscribed(Bus made) throws BusException {
        try {
            made.call(PATH, TYPE, "Subscribe");
            return made;
        } catch (BusException failure) {
            made.close();
            throw failure;
        }
    }

    /** A connection that failed is of no use; the next call makes a new one. */
    private void forget(BusException failure) {
        Bus present = connection;
        if (failure.connectionLost() && present != null) {
            connection = null;
            present.close();
        }
    }

    private static Variant list(List<Property> properties) {
        List<Object> pairs = new ArrayList<>();
        for (Property property : properties) {
            pairs.add(List.of(property.name(), property.value()));
        }
        return new Variant("a(sv)", pairs);
    }

    private static HostOperationException failed(String action, BusException failure) {
        return new HostOperationException(action + ": systemd: " + failure.text(), failure);
    }
}
