package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Bus;
import dev.hexrun.adapter.systemd.bus.BusException;
import dev.hexrun.adapter.systemd.bus.BusException.Kind;
import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.failure.HostOperationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The units of one systemd. The first request opens the connection. systemd closes its connections and forgets pending
 * jobs when it re-executes itself ({@code systemctl daemon-reexec}, an update of its package); the class then repeats
 * requests. It does not contact a systemd again that did not answer within the timeout.
 */
final class Units {

    /** The default timeout of an answer, and of a job. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** The timeout of an address after another one timed out, since the same systemd listens on all addresses. */
    private static final Duration FALLBACK_TIMEOUT = Duration.ofSeconds(5);

    /**
     * The time to look for systemd if nothing indicates that it runs. If something does, such as a socket on which
     * systemd does not listen yet after it re-executed itself, the wait is as long as for an answer.
     */
    private static final Duration REEXEC_GRACE = Duration.ofSeconds(2);

    private static final Duration RETRY_INTERVAL = Duration.ofMillis(20);

    private static final String PATH = "/org/freedesktop/systemd1";
    private static final String TYPE = "org.freedesktop.systemd1.Manager";
    private static final String UNIT_TYPE = "org.freedesktop.systemd1.Unit";
    private static final String PROPERTIES_TYPE = "org.freedesktop.DBus.Properties";
    private static final String REPLACE = "replace";

    private final List<Address> addresses;
    private final Bus.Connector connector;
    private final Time time;
    private final Duration timeout;
    private @Nullable Bus connection;
    private @Nullable BusException unresponsive;
    private OptionalInt version = OptionalInt.empty();

    /**
     * An address of systemd.
     *
     * @param socket the socket, as in {@code unix:path=/run/systemd/private}
     * @param broker whether a message bus listens, and not systemd itself
     */
    record Address(String socket, boolean broker) {}

    /** Thrown if a unit with the name exists and has not failed. */
    static final class UnitExistsException extends Exception {

        private static final long serialVersionUID = 1L;

        UnitExistsException(String message) {
            super(message);
        }
    }

    Units(List<Address> addresses, Bus.Connector connector, Time time, Duration timeout) {
        this.addresses = List.copyOf(addresses);
        this.connector = connector;
        this.time = time;
        this.timeout = timeout;
    }

    /**
     * Starts a transient unit, and returns when it runs. Resets a failed unit with the same name first.
     *
     * @param isMoved returns whether the running unit is the requested one, in case the answer was lost
     */
    void start(String unit, List<Property> properties, BooleanSupplier isMoved) throws UnitExistsException {
        String action = "start unit " + unit;
        long end = end(timeout);
        boolean lost = false;
        boolean reset = false;
        while (true) {
            try {
                finish(
                        unit,
                        call(
                                "StartTransientUnit",
                                Variant.string(unit),
                                Variant.string(REPLACE),
                                list(properties),
                                new Variant("a(sa(sv))", List.of())));
                return;
            } catch (BusException failure) {
                if (lost && failure.is("UnitExists") && runs(unit) && isMoved.getAsBoolean()) {
                    return;
                }
                if (canRetry(failure, end)) {
                    lost = true;
                } else if (!failure.is("UnitExists")) {
                    throw failed(action, failure);
                } else if (reset) {
                    throw new UnitExistsException(
                            action + ": systemd: " + failure.text() + " (it is " + state(unit) + ')');
                } else {
                    resetFailed(unit);
                    reset = true;
                }
            }
        }
    }

    /** Stops a unit, and returns when systemd has stopped it. Ignores a unit that does not exist or has failed. */
    void stop(String unit) {
        long end = end(timeout);
        boolean retry = true;
        while (retry) {
            retry = false;
            try {
                finish(unit, call("StopUnit", Variant.string(unit), Variant.string(REPLACE)));
            } catch (BusException failure) {
                retry = canRetry(failure, end);
                if (!retry && !failure.is("NoSuchUnit")) {
                    throw failed("stop unit " + unit, failure);
                }
            }
        }
        resetFailed(unit);
    }

    /** Returns the present values of properties. */
    List<Property> present(String unit, List<Property> properties) {
        try {
            String object = first(repeat(PATH, TYPE, "GetUnit", Variant.string(unit)));
            List<Property> present = new ArrayList<>();
            for (Property property : properties) {
                List<Object> reply = repeat(
                        object, PROPERTIES_TYPE, "Get", Variant.string(type(unit)), Variant.string(property.name()));
                if (!reply.isEmpty()) {
                    String signature = property.value().signature();
                    present.add(new Property(property.name(), new Variant(signature, reply.getFirst())));
                }
            }
            return present;
        } catch (BusException failure) {
            throw failed("ask for properties of unit " + unit, failure);
        }
    }

    /** Sets properties, and returns when systemd has written them to the kernel. */
    void set(String unit, List<Property> properties) {
        try {
            repeat(PATH, TYPE, "SetUnitProperties", Variant.string(unit), Variant.bool(true), list(properties));
            // systemd answers first, and writes the files in the next round of its main loop. Then it answers the
            // next request.
            repeat(PATH, TYPE, "GetUnit", Variant.string(unit));
        } catch (BusException failure) {
            throw failed("set properties of unit " + unit, failure);
        }
    }

    /** Attaches a process to a unit through systemd, for a runtime without the permission to move the process. */
    void attach(String unit, int pid) {
        try {
            repeat(
                    PATH,
                    TYPE,
                    "AttachProcessesToUnit",
                    Variant.string(unit),
                    Variant.string(""),
                    new Variant("au", List.of((long) pid)));
        } catch (BusException failure) {
            throw failed("attach process " + pid + " to unit " + unit, failure);
        }
    }

    /** Returns the cgroup of a user's systemd. */
    String controlGroup() {
        return property("ControlGroup");
    }

    /** Returns the version of systemd, 252 for {@code 252.39-1~deb12u1}. */
    int version() {
        if (version.isEmpty()) {
            version = OptionalInt.of(number(property("Version")));
        }
        return version.getAsInt();
    }

    /**
     * Returns the id of the user that runs this systemd, in the host's user namespace; empty if unknown or if systemd
     * cannot be reached.
     */
    OptionalInt owner() {
        for (Address address : addresses) {
            try (Bus bus = connector.connect(address.socket(), address.broker(), shortTimeout())) {
                return bus.owner();
            } catch (BusException unreachable) {
                // The next address may work.
            }
        }
        return OptionalInt.empty();
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
            return first(repeat(PATH, PROPERTIES_TYPE, "Get", Variant.string(TYPE), Variant.string(name)));
        } catch (BusException failure) {
            throw failed("ask for property " + name, failure);
        }
    }

    /** Waits until a unit is no longer being started, and returns whether it runs. */
    private boolean runs(String unit) {
        long end = end(timeout);
        String state = state(unit);
        while ((state.equals("activating") || state.equals("inactive")) && time.nanos() < end) {
            time.sleep(RETRY_INTERVAL);
            state = state(unit);
        }
        return state.equals("active");
    }

    private String state(String unit) {
        try {
            String object = first(repeat(PATH, TYPE, "GetUnit", Variant.string(unit)));
            return first(
                    repeat(object, PROPERTIES_TYPE, "Get", Variant.string(UNIT_TYPE), Variant.string("ActiveState")));
        } catch (BusException failure) {
            return failure.is("NoSuchUnit") ? "gone" : "unknown";
        }
    }

    private void resetFailed(String unit) {
        try {
            repeat(PATH, TYPE, "ResetFailedUnit", Variant.string(unit));
        } catch (BusException failure) {
            // The unit has not failed or does not exist. A lost connection is reported by the next call.
        }
    }

    private void finish(String unit, List<Object> reply) throws BusException {
        String result = result(first(reply));
        if (!result.equals("done")) {
            throw new BusException(
                    "dev.hexrun.JobFailed",
                    "the job ended as " + result + failure(unit) + "; see the journal of unit " + unit
                            + " for the reason");
        }
    }

    /** Returns systemd's result of a failed unit, such as {@code resources}, in parentheses; empty if unknown. */
    private String failure(String unit) {
        try {
            String object = first(repeat(PATH, TYPE, "GetUnit", Variant.string(unit)));
            String reason =
                    first(repeat(object, PROPERTIES_TYPE, "Get", Variant.string(type(unit)), Variant.string("Result")));
            return reason.isEmpty() || reason.equals("success") ? "" : " (" + reason + ')';
        } catch (BusException unknown) {
            // A slice has no such property, and systemd may have unloaded the unit.
            return "";
        }
    }

    private static String type(String unit) {
        return "org.freedesktop.systemd1." + (unit.endsWith(ContainerUnit.SLICE) ? "Slice" : "Scope");
    }

    private String result(String job) throws BusException {
        long end = end(timeout);
        while (true) {
            Duration remaining = Duration.ofNanos(end - time.nanos());
            Optional<Bus.Signal> signal = remaining.isNegative() ? Optional.empty() : next(remaining);
            if (signal.isEmpty()) {
                throw new BusException(
                        "dev.hexrun.JobTimeout", "the job did not end within " + timeout.toSeconds() + " s");
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

    private Optional<Bus.Signal> next(Duration remaining) throws BusException {
        try {
            return connection().await(remaining);
        } catch (BusException failure) {
            dropConnection(failure);
            throw failure;
        }
    }

    /** Calls an idempotent method, and repeats the call after a lost connection. */
    private List<Object> repeat(String path, String type, String method, Variant... arguments) throws BusException {
        long end = end(timeout);
        while (true) {
            try {
                return call(path, type, method, arguments);
            } catch (BusException failure) {
                if (!canRetry(failure, end)) {
                    throw failure;
                }
            }
        }
    }

    private boolean canRetry(BusException failure, long end) {
        if (!isTransient(failure) || time.nanos() >= end) {
            return false;
        }
        time.sleep(RETRY_INTERVAL);
        return true;
    }

    /** Returns whether a failure may be temporary, since systemd may be re-executing itself. */
    private static boolean isTransient(BusException failure) {
        return failure.kind() == Kind.LOST || failure.kind() == Kind.ABSENT;
    }

    private List<Object> call(String method, Variant... arguments) throws BusException {
        return call(PATH, TYPE, method, arguments);
    }

    private List<Object> call(String path, String type, String method, Variant... arguments) throws BusException {
        try {
            return connection().call(path, type, method, arguments);
        } catch (BusException failure) {
            dropConnection(failure);
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
        if (unresponsive != null) {
            throw unresponsive;
        }
        long end = end(timeout);
        long graceEnd = end(REEXEC_GRACE);
        while (true) {
            StringBuilder reasons = new StringBuilder();
            boolean timedOut = false;
            boolean retry = false;
            for (Address address : addresses) {
                try {
                    return subscribed(
                            connector.connect(address.socket(), address.broker(), timedOut ? shortTimeout() : timeout));
                } catch (BusException failure) {
                    reasons.append(reasons.isEmpty() ? "" : "; ").append(failure.text());
                    retry |= isTransient(failure);
                    graceEnd = failure.kind() == Kind.LOST ? end(REEXEC_GRACE) : graceEnd;
                    timedOut |= failure.kind() == Kind.TIMED_OUT;
                }
            }
            BusException unreachable = new BusException(
                    Kind.REFUSED, "cannot be reached, see whether it runs (systemctl status): " + reasons);
            boolean expired = time.nanos() >= end;
            if (timedOut || expired) {
                unresponsive = unreachable;
            }
            if (timedOut || expired || !retry || time.nanos() >= graceEnd) {
                throw unreachable;
            }
            time.sleep(RETRY_INTERVAL);
        }
    }

    private static Bus subscribed(Bus bus) throws BusException {
        try {
            bus.call(PATH, TYPE, "Subscribe");
            return bus;
        } catch (BusException failure) {
            bus.close();
            throw failure;
        }
    }

    /** Closes a connection that has failed. The next call opens a new one. */
    private void dropConnection(BusException failure) {
        Bus present = connection;
        if (failure.kind() != Kind.REFUSED && present != null) {
            connection = null;
            present.close();
        }
        if (failure.kind() == Kind.TIMED_OUT) {
            unresponsive = failure;
        }
    }

    /** Closes the connection. The next call opens a new one. */
    void close() {
        Bus present = connection;
        if (present != null) {
            connection = null;
            present.close();
        }
    }

    private long end(Duration wait) {
        return time.nanos() + wait.toNanos();
    }

    private Duration shortTimeout() {
        return timeout.compareTo(FALLBACK_TIMEOUT) < 0 ? timeout : FALLBACK_TIMEOUT;
    }

    private static String first(List<Object> reply) {
        return reply.isEmpty() ? "" : String.valueOf(reply.getFirst());
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
