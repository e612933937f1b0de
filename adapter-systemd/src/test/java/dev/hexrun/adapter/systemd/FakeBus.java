package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Bus;
import dev.hexrun.adapter.systemd.bus.BusException;
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
import java.util.Set;

/** A systemd that has units by name and nothing behind them; it writes down what is asked of it. */
final class FakeBus implements Bus, Bus.Connector {

    final List<String> log;
    final List<String> connections = new ArrayList<>();
    final Set<String> active = new HashSet<>();
    final Set<String> failed = new HashSet<>();

    /** The properties of each unit in the order in which they came; lists of properties one after the other. */
    final Map<String, List<Property>> properties = new LinkedHashMap<>();

    /** Addresses where nobody listens. */
    final Set<String> deaf = new HashSet<>();

    /** The method at which the connection is lost; nothing for none. */
    String fatal = "";

    /** How the next jobs end. */
    String result = "done";

    /** Whether jobs end at all. */
    boolean finishes = true;

    String version = "252.39-1~deb12u1";
    String controlGroup = "";

    private final Deque<Signal> signals = new ArrayDeque<>();
    private int jobs;

    FakeBus() {
        this(new ArrayList<>());
    }

    FakeBus(List<String> log) {
        this.log = log;
    }

    Units units() {
        return new Units(List.of(new Units.Address("unix:path=/fake", false)), this);
    }

    @Override
    public Bus connect(String address, boolean broker) throws BusException {
        if (deaf.contains(address)) {
            throw new BusException("", address + ": no such file or directory");
        }
        connections.add(address + (broker ? " broker" : ""));
        return this;
    }

    @Override
    public List<Object> call(String path, String type, String method, Variant... arguments) throws BusException {
        String first = arguments.length == 0 ? "" : " " + arguments[0].value();
        log.add(method + first);
        if (method.equals(fatal)) {
            fatal = "";
            throw new BusException("", method + ": connection reset by peer");
        }
        return switch (method) {
            case "StartTransientUnit" -> start(first.strip(), arguments[2]);
            case "StopUnit" -> stop(first.strip());
            case "SetUnitProperties" -> set(first.strip(), arguments[2]);
            case "ResetFailedUnit" -> {
                failed.remove(first.strip());
                yield List.of();
            }
            case "Get" -> List.of(arguments[1].value().equals("Version") ? version : controlGroup);
            default -> List.of();
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
    public Optional<Signal> await(Duration patience) throws BusException {
        if (fatal.equals("await")) {
            fatal = "";
            throw new BusException("", "wait for systemd: it has closed the connection");
        }
        return Optional.ofNullable(signals.poll());
    }

    @Override
    public void close() {
        log.add("close");
    }
}
