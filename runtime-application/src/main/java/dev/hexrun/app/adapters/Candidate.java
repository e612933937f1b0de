package dev.hexrun.app.adapters;

import dev.hexrun.app.adapters.FoundAdapter.Status;
import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A provider that was found. It is created and checked only as far as necessary: a provider that a command does not
 * need can neither slow it down nor disturb it.
 *
 * @param <P> the provider's interface
 */
final class Candidate<P extends Provider> {

    private static final int MAX_NAME = 64;
    private static final int MAX_REASON = 400;

    private final Port<P> port;
    private final Optional<AdapterLocation> location;
    private final AdapterCalls calls;
    private final String className;
    private final Optional<Class<?>> ownType;
    private ServiceLoader.@Nullable Provider<P> source;
    private @Nullable Named<P> named;
    private @Nullable FoundAdapter<P> found;
    private boolean probed;
    private boolean warned;

    /**
     * Creates a candidate.
     *
     * @param location the location of a vendor's provider; empty for a provider of the runtime
     * @param source creates the provider
     */
    Candidate(Port<P> port, Optional<AdapterLocation> location, AdapterCalls calls, ServiceLoader.Provider<P> source) {
        this.port = port;
        this.location = location;
        this.calls = calls;
        this.className = source.type().getName();
        this.ownType = location.isEmpty() ? Optional.of(source.type()) : Optional.empty();
        this.source = source;
    }

    /** Creates a candidate that cannot be loaded. */
    Candidate(Port<P> port, Optional<AdapterLocation> location, AdapterCalls calls, String className, String reason) {
        this.port = port;
        this.location = location;
        this.calls = calls;
        this.className = className;
        this.ownType = Optional.empty();
        this.found = broken(className, reason, Optional.empty());
    }

    /** Returns the name of the provider; empty if it has none, since it is broken. */
    Optional<String> name() {
        FoundAdapter<P> result = found;
        if (result != null) {
            return result.status() == Status.BROKEN && result.name().equals(className)
                    ? Optional.empty()
                    : Optional.of(result.name());
        }
        try {
            return Optional.of(named().name());
        } catch (BrokenAdapterException e) {
            fail(className, e.reason());
            return Optional.empty();
        }
    }

    /** A provider with its name. */
    private record Named<P>(P provider, String name) {}

    private Named<P> named() throws BrokenAdapterException {
        Named<P> known = named;
        if (known == null) {
            ServiceLoader.Provider<P> creator = source;
            if (creator == null) {
                throw new BrokenAdapterException("not loaded");
            }
            known = call(() -> {
                P created = creator.get();
                return new Named<>(created, validName(created.name()));
            });
            named = known;
        }
        return known;
    }

    /**
     * Checks the provider.
     *
     * @param probe whether to probe it
     * @param host the host; {@code null} without a probe, and for a provider of the host itself
     * @return the result, the same as before if the provider was probed already
     */
    FoundAdapter<P> examine(boolean probe, @Nullable Host host) {
        FoundAdapter<P> result = found;
        if (result != null && (result.status() == Status.BROKEN || probed || !probe)) {
            return result;
        }
        String name = className;
        try {
            Named<P> known = named();
            name = known.name();
            boolean attached = result != null;
            FoundAdapter<P> checked = call(() -> check(known, probe, host, attached));
            found = checked;
            probed = probe;
            return checked;
        } catch (BrokenAdapterException e) {
            return fail(name, e.reason());
        }
    }

    private FoundAdapter<P> check(Named<P> known, boolean probe, @Nullable Host host, boolean attached)
            throws BrokenAdapterException {
        P checked = known.provider();
        SpiVersion version = required(checked.spiVersion(), "spiVersion");
        if (!version.worksWith(SpiVersion.ofRuntime())) {
            return broken(
                    known.name(),
                    "built for SPI " + version + ", this is " + SpiVersion.ofRuntime(),
                    Optional.of(version));
        }
        if (!attached) {
            checked.attach(calls.messages().context(port.name(), known.name()));
        }
        Usability usability = Usability.usable("not probed");
        long began = System.nanoTime();
        if (host != null) {
            usability = required(checked.probe(host), "probe");
            required(usability.reason(), "the reason of probe");
        } else if (probe) {
            usability = Usability.usable("looks at the host");
        }
        long nanos = host == null ? 0 : System.nanoTime() - began;
        Set<OptionalFeature> features = Set.copyOf(required(checked.features(), "features"));
        return new FoundAdapter<>(
                port.name(),
                known.name(),
                Optional.of(checked.getClass()),
                path(),
                checked.priority(),
                usability.usable() ? Status.USABLE : Status.UNUSABLE,
                shortened(usability.reason()),
                Optional.of(version),
                nanos,
                features,
                Optional.of(checked));
    }

    /** Reports that an earlier adapter of the port has the same name. */
    void rejectDuplicate(String firstOrigin) {
        fail(named == null ? className : named.name(), "the name is already taken by the adapter of " + firstOrigin);
    }

    /** Returns a warning about a broken provider of a vendor, once; empty otherwise. */
    Optional<String> warning() {
        FoundAdapter<P> result = found;
        if (warned || result == null || result.status() != Status.BROKEN || location.isEmpty()) {
            return Optional.empty();
        }
        warned = true;
        return Optional.of(result.description() + " is ignored: " + result.reason());
    }

    private <T> T call(Callable<T> code) throws BrokenAdapterException {
        return calls.run(path(), code);
    }

    /** Records that the provider is broken, and drops its objects, which may fill the heap. */
    private FoundAdapter<P> fail(String name, String reason) {
        FoundAdapter<P> failed = broken(name, reason, Optional.empty());
        found = failed;
        named = null;
        source = null;
        if (location.isPresent() && reason.startsWith(OutOfMemoryError.class.getName())) {
            location.get().unload();
        }
        return failed;
    }

    private FoundAdapter<P> broken(String name, String reason, Optional<SpiVersion> version) {
        return new FoundAdapter<>(
                port.name(), name, ownType, path(), 0, Status.BROKEN, reason, version, 0, Set.of(), Optional.empty());
    }

    private String path() {
        return location.isPresent() ? location.get().path() : "";
    }

    private static <T> T required(@Nullable T value, String method) throws BrokenAdapterException {
        if (value == null) {
            throw new BrokenAdapterException(method + " returned null");
        }
        return value;
    }

    private static String validName(@Nullable String name) throws BrokenAdapterException {
        String present = required(name, "name");
        boolean valid = !present.isEmpty() && present.length() <= MAX_NAME && present.charAt(0) != '-';
        for (int i = 0; valid && i < present.length(); i++) {
            char c = present.charAt(i);
            valid = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        }
        if (!valid) {
            throw new BrokenAdapterException("invalid name \"" + shortened(present)
                    + "\": must have 1 to 64 lower-case letters, digits and dashes");
        }
        return present;
    }

    private static String shortened(String text) {
        return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "..." : text;
    }
}
