package dev.hexrun.app.adapters;

import dev.hexrun.app.adapters.FoundAdapter.Status;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The adapters, chosen by one rule for every port with one adapter: an explicit choice is used or causes an error;
 * otherwise the usable provider with the highest priority is chosen, and among equal priorities the first by name. The
 * runtime's own adapters come before those of vendors, which are examined only if a command needs them.
 *
 * <p>A provider that throws, hangs, exits, or was built for another version of the SPI, is reported by {@link #find} and
 * never chosen; it cannot crash the runtime. An object serves one thread.
 */
public final class Adapters {

    /** The number of errors of a location after which the search in it ends. */
    private static final int MAX_ERRORS = 100;

    /** The time for one call of a vendor's code, in milliseconds. */
    private static final long DEADLINE_MILLIS = 5_000;

    private final ProviderSource source;
    private final List<AdapterLocation> vendors;
    private final Map<String, String> choices;
    private final Map<String, String> origins;
    private final Listener listener;
    private final AdapterCalls calls;

    /** The process of the caller; 0 for the current one. */
    private final int caller;

    /** The candidates of the runtime by port, shared by all catalogues of a command. */
    private final Map<String, List<? extends Candidate<?>>> own;

    private final Map<String, List<? extends Candidate<?>>> all = new HashMap<>();
    private @Nullable Host host;

    /**
     * Creates the catalogue. Loads no providers yet.
     *
     * @param loader the class loader in which to find providers
     * @param choices explicit choices: the name of a provider by the name of its port
     */
    public Adapters(ClassLoader loader, Map<String, String> choices) {
        this(new ServiceLoaderSource(loader), choices);
    }

    /**
     * Creates the catalogue from another source, for a test or a program that embeds the runtime.
     *
     * @param source the source of providers
     * @param choices explicit choices: the name of a provider by the name of its port
     */
    public Adapters(ProviderSource source, Map<String, String> choices) {
        this(source, choices, DEADLINE_MILLIS);
    }

    /**
     * Creates the catalogue with another deadline.
     *
     * @param source the source of providers
     * @param choices explicit choices: the name of a provider by the name of its port
     * @param deadlineMillis the time in milliseconds that a vendor's code has for one call
     */
    public Adapters(ProviderSource source, Map<String, String> choices, long deadlineMillis) {
        this(
                source,
                List.of(),
                choices,
                Map.of(),
                Listener.NONE,
                new AdapterCalls(new AdapterMessages(), deadlineMillis),
                new HashMap<>(),
                0);
    }

    /**
     * Creates the catalogue for a command of another process.
     *
     * @param loader the class loader in which to find providers
     * @param choices explicit choices: the name of a provider by the name of its port
     * @param caller the pid of the process whose cgroups the {@link #host} shows as its own; 0 for the current process
     * @return the catalogue
     */
    public static Adapters ofCaller(ClassLoader loader, Map<String, String> choices, int caller) {
        return new Adapters(
                new ServiceLoaderSource(loader),
                List.of(),
                choices,
                Map.of(),
                Listener.NONE,
                new AdapterCalls(new AdapterMessages(), DEADLINE_MILLIS),
                new HashMap<>(),
                caller);
    }

    private Adapters(
            ProviderSource source,
            List<AdapterLocation> vendors,
            Map<String, String> choices,
            Map<String, String> origins,
            Listener listener,
            AdapterCalls calls,
            Map<String, List<? extends Candidate<?>>> own,
            int caller) {
        this.caller = caller;
        this.source = source;
        this.vendors = List.copyOf(vendors);
        this.choices = Map.copyOf(choices);
        this.origins = Map.copyOf(origins);
        this.listener = listener;
        this.calls = calls;
        this.own = own;
    }

    /**
     * Returns a catalogue of the same providers and those of vendors, with explicit choices. It shares the providers that
     * were found already.
     *
     * @param locations the jars and directories of vendors, in the order in which they are searched
     * @param explicit explicit choices: the name of a provider by the name of its port
     * @param explicitOrigins the flags or the lines of a file with the choices, by the name of the port
     * @param receiver receives every choice, and the messages of adapters
     * @return the catalogue
     */
    public Adapters with(
            List<AdapterLocation> locations,
            Map<String, String> explicit,
            Map<String, String> explicitOrigins,
            Listener receiver) {
        calls.messages().deliverTo(receiver);
        return new Adapters(source, locations, explicit, explicitOrigins, receiver, calls, own, caller);
    }

    /** A receiver of the choices and the messages of adapters. Callers may implement this interface. */
    public interface Listener {

        /** A receiver that ignores everything. */
        Listener NONE = new Listener() {
            @Override
            public void chosen(FoundAdapter<?> adapter) {}

            @Override
            public boolean debugEnabled() {
                return false;
            }

            @Override
            public void debug(String message) {}

            @Override
            public void warn(String message) {}
        };

        /**
         * Receives a chosen adapter. The same adapter may be received more than once.
         *
         * @param adapter the adapter
         */
        void chosen(FoundAdapter<?> adapter);

        /**
         * Returns whether {@link #debug} has an effect. May be called from any thread.
         *
         * @return {@code true} if debug messages are received
         */
        boolean debugEnabled();

        /**
         * Receives a debug message of an adapter.
         *
         * @param message the message, in lower case and without a full stop
         */
        void debug(String message);

        /**
         * Receives a warning of an adapter, or about one.
         *
         * @param message the warning, in lower case and without a full stop
         */
        void warn(String message);
    }

    /** A source of providers. */
    public interface ProviderSource {

        /**
         * Finds the providers of a port.
         *
         * @param type the provider's interface
         * @param <P> the provider's interface
         * @return the providers, not yet instantiated; the iterator may throw {@link ServiceConfigurationError} for a
         *     broken provider and then continue with the next
         */
        <P extends Provider> Iterator<ServiceLoader.Provider<P>> providers(Class<P> type);
    }

    /**
     * Chooses the provider of a port.
     *
     * @param port the port
     * @param <P> the provider's interface
     * @return the provider
     * @throws AdapterException if the explicitly chosen provider is missing or not usable, or if no provider is usable
     */
    public <P extends Provider> P choose(Port<P> port) {
        return provider(chosen(port));
    }

    /**
     * Chooses the provider of a port and creates the adapter.
     *
     * @param port the port
     * @param factory calls the method of the provider that creates the adapter
     * @param <P> the provider's interface
     * @param <T> the adapter's interface
     * @return the adapter
     * @throws AdapterException if no provider can be chosen, or if a vendor's provider fails; the message names it
     */
    public <P extends Provider, T> T create(Port<P> port, Function<P, T> factory) {
        return create(chosen(port), factory);
    }

    /**
     * Creates an adapter.
     *
     * @param adapter a provider that this catalogue has returned
     * @param factory calls the method of the provider that creates the adapter
     * @param <P> the provider's interface
     * @param <T> the adapter's interface
     * @return the adapter
     * @throws AdapterException if a vendor's provider fails; the message names it
     */
    @SuppressWarnings("CatchThrowable") // a vendor's code may throw any error
    public <P extends Provider, T> T create(FoundAdapter<P> adapter, Function<P, T> factory) {
        P provider = provider(adapter);
        if (adapter.location().isEmpty()) {
            return factory.apply(provider);
        }
        String name = adapter.name() + " (" + adapter.location() + ")";
        try {
            T created = factory.apply(provider);
            if (created != null) {
                return created;
            }
        } catch (ContainerException failed) {
            throw new AdapterException(adapter.port(), name, failed.message(), failed);
        } catch (Throwable failed) {
            throw new AdapterException(
                    adapter.port(),
                    name,
                    "failed to create it: " + BrokenAdapterException.of(failed).reason(),
                    failed);
        }
        throw new AdapterException(adapter.port(), name, "failed to create it: returned null");
    }

    /**
     * Chooses the provider of a port.
     *
     * @param port the port
     * @param <P> the provider's interface
     * @return the provider, with its properties
     * @throws AdapterException if the explicitly chosen provider is missing or not usable, or if no provider is usable
     */
    public <P extends Provider> FoundAdapter<P> chosen(Port<P> port) {
        String choice = choices.get(port.name());
        FoundAdapter<P> adapter;
        if (choice == null) {
            adapter = best(port);
            warnOf(port);
        } else {
            adapter = named(port, choice);
        }
        listener.chosen(adapter);
        return adapter;
    }

    /**
     * Returns the providers that a port with {@link Port#usesAll} would use if they were usable: all of them, or only
     * those that are explicitly chosen. A port whose adapters restrict what is allowed must refuse if one of them is
     * {@linkplain Status#BROKEN broken}.
     *
     * @param port a port with {@link Port#usesAll}
     * @param <P> the provider's interface
     * @return the providers, usable or not, in the order in which they were found
     * @throws AdapterException if an explicitly chosen provider is missing or not usable
     */
    public <P extends Provider> List<FoundAdapter<P>> inUse(Port<P> port) {
        String choice = choices.get(port.name());
        if (choice == null) {
            List<FoundAdapter<P>> found = find(port);
            warnOf(port);
            return found;
        }
        List<FoundAdapter<P>> chosen = new ArrayList<>(2);
        for (String name : names(choice)) {
            chosen.add(named(port, name));
        }
        return chosen;
    }

    /**
     * Returns the usable adapters of a port that uses all of them. None is created yet.
     *
     * @param port a port with {@link Port#usesAll}
     * @param factory calls the method of the provider that creates the adapter
     * @param <P> the provider's interface
     * @param <T> the adapter's interface
     * @return the adapters, in the order in which they were found; empty if none is usable
     * @throws AdapterException if an explicitly chosen provider is missing or not usable
     */
    public <P extends Provider, T> List<AdapterHandle<P, T>> handles(Port<P> port, Function<P, T> factory) {
        List<AdapterHandle<P, T>> handles = new ArrayList<>(2);
        for (FoundAdapter<P> adapter : inUse(port)) {
            if (adapter.usable()) {
                listener.chosen(adapter);
                handles.add(new AdapterHandle<>(this, adapter, provider(adapter), factory));
            }
        }
        return handles;
    }

    /** Calls code of an adapter: directly if it belongs to the runtime, with a deadline if it is a vendor's. */
    <R> R call(FoundAdapter<?> adapter, Callable<R> code) throws BrokenAdapterException {
        return calls.run(adapter.location(), code);
    }

    /**
     * Returns the names in an explicit choice for a port that uses all adapters.
     *
     * @param choice names separated by commas
     * @return the names
     */
    public static List<String> names(String choice) {
        List<String> names = new ArrayList<>(2);
        int from = 0;
        while (from <= choice.length()) {
            int comma = choice.indexOf(',', from);
            int to = comma < 0 ? choice.length() : comma;
            names.add(choice.substring(from, to).strip());
            from = to + 1;
        }
        return names;
    }

    /**
     * Returns the explicit choice for a port.
     *
     * @param port the port
     * @return the name of the adapter; empty if the user has not chosen one
     */
    public Optional<String> choice(Port<?> port) {
        return Optional.ofNullable(choices.get(port.name()));
    }

    /**
     * Returns the flag or the line of a file with the explicit choice for a port.
     *
     * @param port the port
     * @return for example {@code --adapter}; empty if unknown
     */
    public String choiceOrigin(Port<?> port) {
        return origins.getOrDefault(port.name(), "");
    }

    /**
     * Returns the jars, directories and other files of vendors.
     *
     * @return the locations, in the order in which they are searched
     */
    public List<AdapterLocation> vendors() {
        return vendors;
    }

    /**
     * Returns the provider that has created an object, even if the provider is no longer usable: no other provider can
     * inspect or remove that object. Does not probe it.
     *
     * @param port the port
     * @param name the provider's name
     * @param <P> the provider's interface
     * @return the provider
     * @throws AdapterException if the provider is missing or cannot be loaded
     */
    public <P extends Provider> P installed(Port<P> port, String name) {
        return provider(installedAdapter(port, name));
    }

    /**
     * Returns the provider that has created an object, like {@link #installed}, with its properties.
     *
     * @param port the port
     * @param name the provider's name
     * @param <P> the provider's interface
     * @return the provider
     * @throws AdapterException if the provider is missing or cannot be loaded
     */
    public <P extends Provider> FoundAdapter<P> installedAdapter(Port<P> port, String name) {
        FoundAdapter<P> adapter = present(port, name, false);
        provider(adapter);
        listener.chosen(adapter);
        return adapter;
    }

    /**
     * Reports a problem with an adapter to the user.
     *
     * @param message the problem, in lower case and without a full stop
     */
    public void warn(String message) {
        listener.warn(message);
    }

    /** Passes on the messages that adapters have logged on threads of their own. */
    public void flushMessages() {
        calls.messages().flush();
    }

    private static <P extends Provider> P provider(FoundAdapter<P> adapter) {
        if (adapter.provider().isEmpty()) {
            throw new AdapterException(adapter.port(), label(adapter), adapter.reason());
        }
        return adapter.provider().get();
    }

    static String label(FoundAdapter<?> adapter) {
        return adapter.location().isEmpty() ? adapter.name() : adapter.name() + " (" + adapter.location() + ")";
    }

    private <P extends Provider> FoundAdapter<P> named(Port<P> port, String name) {
        FoundAdapter<P> adapter = present(port, name, true);
        if (!adapter.usable()) {
            throw new AdapterException(port.name(), label(adapter), adapter.reason());
        }
        return adapter;
    }

    /** Returns the first provider with a name that is not broken; otherwise the first with this name. */
    private <P extends Provider> FoundAdapter<P> present(Port<P> port, String name, boolean probe) {
        StringBuilder others = new StringBuilder();
        FoundAdapter<P> broken = null;
        for (Candidate<P> candidate : candidates(port)) {
            Optional<String> known = candidate.name();
            if (known.isPresent() && known.get().equals(name)) {
                FoundAdapter<P> adapter = examine(port, candidate, probe);
                if (adapter.status() != Status.BROKEN) {
                    return adapter;
                }
                broken = broken == null ? adapter : broken;
            }
            warnOf(candidate);
            if (known.isPresent()) {
                others.append(others.isEmpty() ? "" : ", ").append(known.get());
            }
        }
        if (broken != null) {
            return broken;
        }
        throw new AdapterException(port.name(), name, "no adapter of this name is installed" + found(port, others));
    }

    /** Returns the names of installed adapters, and the jars that are not loaded and could contain another one. */
    private <P extends Provider> String found(Port<P> port, StringBuilder names) {
        StringBuilder text = new StringBuilder();
        if (!names.isEmpty()) {
            text.append(" (found: ").append(names);
        }
        for (AdapterLocation location : vendors) {
            if (location.refusal().isPresent()
                    && !location.providers(port.type().getName()).isEmpty()) {
                text.append(text.isEmpty() ? " (not loaded: " : "; not loaded: ")
                        .append(location.refusal().get());
            }
        }
        return text.isEmpty() ? "" : text.append(')').toString();
    }

    /**
     * Returns the usable provider with the highest priority, regardless of an explicit choice.
     *
     * @param port a port with one adapter
     * @param <P> the provider's interface
     * @return the provider
     * @throws AdapterException if no provider is usable
     */
    public <P extends Provider> FoundAdapter<P> best(Port<P> port) {
        FoundAdapter<P> best = null;
        StringBuilder reasons = new StringBuilder();
        for (FoundAdapter<P> adapter : find(port)) {
            if (!adapter.usable()) {
                reasons.append(reasons.isEmpty() ? "" : "; ")
                        .append(adapter.name())
                        .append(": ")
                        .append(adapter.reason());
            } else if (best == null
                    || adapter.priority() > best.priority()
                    || (adapter.priority() == best.priority() && adapter.name().compareTo(best.name()) < 0)) {
                best = adapter;
            }
        }
        if (best == null) {
            throw new AdapterException(
                    port.name(), "any", reasons.isEmpty() ? "none is installed" : "none is usable: " + reasons);
        }
        return best;
    }

    private <P extends Provider> void warnOf(Port<P> port) {
        if (!vendors.isEmpty()) {
            for (Candidate<P> candidate : candidates(port)) {
                warnOf(candidate);
            }
        }
    }

    private void warnOf(Candidate<?> candidate) {
        Optional<String> warning = candidate.warning();
        if (warning.isPresent()) {
            listener.warn(warning.get());
        }
    }

    /**
     * Returns whether a usable adapter of any port provides an optional feature. Of a port that uses all its adapters,
     * only those in use count.
     *
     * @param feature the feature
     * @return {@code true} if one does
     */
    public boolean provide(OptionalFeature feature) {
        for (Port<?> port : Port.all()) {
            for (FoundAdapter<?> adapter : find(port)) {
                if (adapter.usable()
                        && isInUse(port, adapter.name())
                        && adapter.features().contains(feature)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Returns why no installed adapter that has an optional feature provides it.
     *
     * @param feature a feature that the adapters do not {@link #provide}
     * @return the reasons of these adapters; empty if none is installed
     */
    public Optional<String> reasonUnusable(OptionalFeature feature) {
        StringBuilder reasons = new StringBuilder();
        for (Port<?> port : Port.all()) {
            for (FoundAdapter<?> adapter : find(port)) {
                if (adapter.features().contains(feature)) {
                    reasons.append(reasons.isEmpty() ? "" : "; ")
                            .append(
                                    adapter.usable()
                                            ? adapter.name() + " is not among the chosen adapters (" + port.name() + "="
                                                    + choices.get(port.name()) + ")"
                                            : adapter.reason());
                }
            }
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of(reasons.toString());
    }

    private boolean isInUse(Port<?> port, String name) {
        String choice = choices.get(port.name());
        return choice == null || !port.usesAll() || names(choice).contains(name);
    }

    /**
     * Finds and checks every provider of a port, once per port.
     *
     * @param port the port
     * @param <P> the provider's interface
     * @return the providers, usable or not, in the order in which they were found
     */
    public <P extends Provider> List<FoundAdapter<P>> find(Port<P> port) {
        List<Candidate<P>> candidates = candidates(port);
        List<FoundAdapter<P>> found = new ArrayList<>(candidates.size());
        for (Candidate<P> candidate : candidates) {
            FoundAdapter<P> adapter = examine(port, candidate, true);
            FoundAdapter<P> first = adapter.location().isEmpty() ? null : sameName(found, adapter.name());
            if (first != null && adapter.status() != Status.BROKEN) {
                candidate.rejectDuplicate(first.origin());
                adapter = examine(port, candidate, true);
            }
            found.add(adapter);
        }
        return found;
    }

    private static <P extends Provider> @Nullable FoundAdapter<P> sameName(List<FoundAdapter<P>> found, String name) {
        for (FoundAdapter<P> earlier : found) {
            if (earlier.status() != Status.BROKEN && earlier.name().equals(name)) {
                return earlier;
            }
        }
        return null;
    }

    private <P extends Provider> FoundAdapter<P> examine(Port<P> port, Candidate<P> candidate, boolean probe) {
        return candidate.examine(probe, probe && port.type() != Port.HOST.type() ? host() : null);
    }

    @SuppressWarnings("unchecked") // the candidates under a port's name have the port's type
    private <P extends Provider> List<Candidate<P>> candidates(Port<P> port) {
        List<Candidate<P>> known = (List<Candidate<P>>) all.get(port.name());
        if (known == null) {
            known = (List<Candidate<P>>) own.get(port.name());
            if (known == null) {
                known = new ArrayList<>(2);
                search(port, Optional.empty(), source.providers(port.type()), known);
                own.put(port.name(), known);
            }
            if (!vendors.isEmpty()) {
                known = new ArrayList<>(known);
                for (AdapterLocation location : vendors) {
                    search(port, location, known);
                }
            }
            all.put(port.name(), known);
        }
        return known;
    }

    /** Adds the providers of a vendor's jar or directory. Its classes are loaded, but no code of theirs is executed. */
    @SuppressWarnings("CatchThrowable") // loading a damaged class fails with any error
    private <P extends Provider> void search(Port<P> port, AdapterLocation location, List<Candidate<P>> into) {
        List<String> classes = location.providers(port.type().getName());
        Optional<String> refusal = location.refusal();
        if (classes.isEmpty()) {
            return;
        }
        if (refusal.isPresent()) {
            for (String name : classes) {
                into.add(new Candidate<>(port, Optional.of(location), calls, name, refusal.get()));
            }
            return;
        }
        try {
            ClassLoader loader = location.loader();
            Iterator<ServiceLoader.Provider<P>> providers = ServiceLoader.load(port.type(), loader).stream()
                    .filter(provider -> loader.equals(provider.type().getClassLoader()))
                    .iterator();
            search(port, Optional.of(location), providers, into);
        } catch (Throwable broken) {
            into.add(new Candidate<>(
                    port,
                    Optional.of(location),
                    calls,
                    classes.getFirst(),
                    BrokenAdapterException.of(broken).reason()));
        }
    }

    private <P extends Provider> void search(
            Port<P> port,
            Optional<AdapterLocation> location,
            Iterator<ServiceLoader.Provider<P>> providers,
            List<Candidate<P>> into) {
        String last = "";
        int errors = 0;
        while (errors < MAX_ERRORS) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                into.add(new Candidate<>(port, location, calls, providers.next()));
            } catch (ServiceConfigurationError | LinkageError broken) {
                String reason = BrokenAdapterException.of(broken).reason();
                if (reason.equals(last)) {
                    return;
                }
                last = reason;
                errors++;
                into.add(new Candidate<>(port, location, calls, "?", reason));
            }
        }
    }

    /**
     * Returns the host; the same object for the whole command.
     *
     * @return the host
     * @throws AdapterException if no host provider is usable
     */
    public Host host() {
        Host present = host;
        if (present == null) {
            present = create(Port.HOST, provider -> caller == 0 ? provider.create() : provider.createFor(caller));
            host = present;
        }
        return present;
    }
}
