package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Bus;
import dev.hexrun.adapter.systemd.bus.BusException;
import dev.hexrun.adapter.systemd.bus.BusException.Kind;
import dev.hexrun.adapter.systemd.bus.Variant;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A fake systemd that keeps only the names of units, without cgroups, and records the requests. */
final class FakeBus implements Bus, Bus.Connector, Time {

    static final String ADDRESS = "unix:path=/fake";

    final List<String> log;
    final List<String> connections = new ArrayList<>();
    final Set<String> active = new HashSet<>();
    final Set<String> failed = new HashSet<>();

    /** The properties of each unit in the order of the requests, all requests in one list. */
    final Map<String, List<Property>> properties = new LinkedHashMap<>();

    /** Addresses without a listening program. */
    final Set<String> blocksConnects = new HashSet<>();

    /** The time from the start during which systemd's socket refuses connections, as while it re-executes itself. */
    Duration refusing = Duration.ZERO;

    /** The time at which the socket of systemd is removed. */
    Duration removedAt = Duration.ofDays(1);

    /** Addresses with a listening program that does not answer. */
    final Set<String> unresponsive = new HashSet<>();

    /** Methods before which the connection is lost, once each; {@code await} stands for the wait for a signal. */
    final List<String> fatal = new ArrayList<>();

    /** Methods that systemd executes, after which the connection is lost before the answer, once each. */
    final List<String> unanswered = new ArrayList<>();

    /** Methods before which systemd exits and does not start again. */
    final Set<String> last = new HashSet<>();

    /** The method after whose answer systemd exits and does not start again. */
    String lastAfter = "";

    /** Methods that systemd answers with an error, once each. */
    final List<String> refused = new ArrayList<>();

    /** The present values of properties, for all units, before a request sets them. */
    final Map<String, Object> present = new LinkedHashMap<>();

    OptionalInt owner = OptionalInt.empty();

    /** The result of the next jobs. */
    String result = "done";

    /** If {@code false}, jobs do not end. */
    boolean finishes = true;

    String version = "252.39-1~deb12u1";
    String controlGroup = "";

    private final Deque<Signal> signals = new ArrayDeque<>();
    private int jobs;
    private long nanos;

    FakeBus() {
        this(new ArrayList<>());
    }

    FakeBus(List<String> log) {
        this.log = log;
    }

    Units units() {
        return new Units(List.of(new Units.Address(ADDRESS, false)), this, this, Units.TIMEOUT);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void sleep(Duration duration) {
        nanos += duration.toNanos();
    }

    @Override
    public OptionalInt owner() {
        return owner;
    }

    @Override
    public Bus connect(String address, boolean broker, Duration timeout) throws BusException {
        if (blocksConnects.contains(address) || nanos >= removedAt.toNanos()) {
            throw new BusException(Kind.ABSENT, address + ": no such file or directory");
        }
        if (nanos < refusing.toNanos()) {
            throw new BusException(Kind.LOST, address + ": connection refused");
        }
        if (unresponsive.contains(address)) {
            nanos += timeout.toNanos();
            throw new BusException(Kind.TIMED_OUT, address + ": no answer within " + timeout.toSeconds() + " s");
        }
        connections.add(address + (broker ? " broker" : ""));
        return this;
    }

    @Override
    public List<Object> call(String path, String type, String method, Variant... arguments) throws BusException {
        String first = arguments.length == 0 ? "" : " " + arguments[0].value();
        log.add(method + first);
        if (last.contains(method)) {
            blocksConnects.add(ADDRESS);
        }
        if (blocksConnects.contains(ADDRESS) || fatal.remove(method)) {
            throw new BusException(Kind.LOST, method + ": connection reset by peer");
        }
        if (refused.remove(method)) {
            throw new BusException("org.freedesktop.DBus.Error.InvalidArgs", method + ": invalid");
        }
        List<Object> answer = carryOut(method, first, arguments);
        if (method.equals(lastAfter)) {
            blocksConnects.add(ADDRESS);
        }
        if (unanswered.remove(method)) {
            signals.clear();
            throw new BusException(Kind.LOST, method + ": connection reset by peer");
        }
        return answer;
    }

    private List<Object> carryOut(String method, String first, Variant... arguments) throws BusException {
        return switch (method) {
            case "StartTransientUnit" -> start(first.strip(), arguments[2]);
            case "StopUnit" -> stop(first.strip());
            case "SetUnitProperties" -> set(first.strip(), arguments[2]);
            case "ResetFailedUnit" -> {
                failed.remove(first.strip());
                yield List.of();
            }
            case "GetUnit" -> List.of("/unit/" + first.strip());
            case "Get" -> get(String.valueOf(arguments[1].value()));
            default -> List.of();
        };
    }

    private List<Object> get(String property) {
        return switch (property) {
            case "Version" -> List.of(version);
            case "ControlGroup" -> List.of(controlGroup);
            case "ActiveState" -> List.of(active.isEmpty() ? "inactive" : "active");
            default -> List.of(present.getOrDefault(property, Property.INFINITY));
        };
    }

    private List<Object> start(String unit, Variant list) throws BusException {
        if (active.contains(unit) || failed.contains(unit)) {
            throw new BusException(
                    "org.freedesktop.systemd1.UnitExists", "StartTransientUnit: Unit " + unit + " already exists.");
        }
        set(unit, list);
        if (result.equals("done")) {
            active.add(unit);
        } else {
            failed.add(unit);
        }
        return job(unit);
    }

    private List<Object> stop(String unit) throws BusException {
        if (!active.remove(unit)) {
            throw new BusException("org.freedesktop.systemd1.NoSuchUnit", "StopUnit: Unit " + unit + " not loaded.");
        }
        return job(unit);
    }

    private List<Object> job(String unit) {
        String job = "/org/freedesktop/systemd1/job/" + ++jobs;
        signals.add(new Signal("UnitNew", List.of(unit, "/org/freedesktop/systemd1/unit/x")));
        signals.add(new Signal(
                "JobRemoved", List.of(7L, "/org/freedesktop/systemd1/job/other", "other.service", "failed")));
        if (finishes) {
            signals.add(new Signal("JobRemoved", List.of((long) jobs, job, unit, result)));
        }
        return List.of(job);
    }

    private List<Object> set(String unit, Variant list) {
        List<Property> all = properties.computeIfAbsent(unit, _ -> new ArrayList<>());
        for (Object pair : (List<?>) list.value()) {
            List<?> both = (List<?>) pair;
            all.add(new Property((String) both.get(0), (Variant) both.get(1)));
        }
        return List.of();
    }

    @Override
    public Optional<Signal> await(Duration timeout) throws BusException {
        if (fatal.remove("await")) {
            throw new BusException(Kind.LOST, "wait for systemd: it has closed the connection");
        }
        return Optional.ofNullable(signals.poll());
    }

    @Override
    public void close() {
        log.add("close");
    }
}
