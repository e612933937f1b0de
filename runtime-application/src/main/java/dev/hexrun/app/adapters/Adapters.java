package dev.hexrun.app.adapters;

import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The adapters, chosen by one rule for every port: an explicit choice is used or causes an error; otherwise the usable
 * provider with the highest priority is chosen, and among equal priorities the first by name.
 *
 * <p>A provider that throws, or was built for another version of the SPI, is reported by {@link #find} and never
 * chosen; it cannot crash the runtime. An object serves one thread.
 */
public final class Adapters {

    private final ProviderSource source;
    private final Map<String, String> choices;
    private final ChoiceListener listener;
    private final Map<String, List<? extends FoundAdapter<?>>> found;
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
        this(source, choices, ChoiceListener.NONE, new HashMap<>());
    }

    private Adapters(
            ProviderSource source,
            Map<String, String> choices,
            ChoiceListener listener,
            Map<String, List<? extends FoundAdapter<?>>> found) {
        this.source = source;
        this.choices = Map.copyOf(choices);
        this.listener = listener;
        this.found = found;
    }

    /**
     * Returns a catalogue of the same providers with explicit choices. It shares the providers that were found already.
     *
     * @param explicit explicit choices: the name of a provider by the name of its port
     * @param receiver receives every choice
     * @return the catalogue
     */
    public Adapters with(Map<String, String> explicit, ChoiceListener receiver) {
        return new Adapters(source, explicit, receiver, found);
    }

    /** A receiver of the choices of adapters. Callers may implement this interface. */
    public interface ChoiceListener {

        /** A receiver that ignores all choices. */
        ChoiceListener NONE = new ChoiceListener() {
            @Override
            public void chosen(FoundAdapter<?> adapter) {}
        };

        /**
         * Receives a chosen adapter. The same adapter may be received more than once.
         *
         * @param adapter the adapter
         */
        void chosen(FoundAdapter<?> adapter);
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
        String choice = choices.get(port.name());
        return choice == null ? best(port) : named(port, choice);
    }

    /**
     * Returns the providers of a port whose usable adapters are all in use: every usable provider, or only those that
     * are explicitly chosen.
     *
     * @param port a port with {@link Port#usesAll}
     * @param <P> the provider's interface
     * @return the providers, in the order in which they were found; empty if none is usable
     * @throws AdapterException if an explicitly chosen provider is missing or not usable
     */
    public <P extends Provider> List<P> all(Port<P> port) {
        List<P> providers = new ArrayList<>(2);
        String choice = choices.get(port.name());
        if (choice == null) {
            for (FoundAdapter<P> adapter : find(port)) {
                if (adapter.usable()) {
                    providers.add(selected(adapter));
                }
            }
            return providers;
        }
        int from = 0;
        while (from <= choice.length()) {
            int comma = choice.indexOf(',', from);
            int to = comma < 0 ? choice.length() : comma;
            providers.add(named(port, choice.substring(from, to).strip()));
            from = to + 1;
        }
        return providers;
    }

    /**
     * Returns the provider of a port that has a name.
     *
     * @param port the port
     * @param name the provider's name
     * @param <P> the provider's interface
     * @return the provider
     * @throws AdapterException if the provider is missing or not usable; the message contains the reason and the
     *     existing providers
     */
    public <P extends Provider> P named(Port<P> port, String name) {
        FoundAdapter<P> adapter = require(port, name);
        if (!adapter.usable()) {
            throw new AdapterException(port.name(), name, adapter.reason());
        }
        return selected(adapter);
    }

    /**
     * Returns the provider that has created an object, even if the provider is no longer usable: no other provider can
     * inspect or remove that object.
     *
     * @param port the port
     * @param name the provider's name
     * @param <P> the provider's interface
     * @return the provider
     * @throws AdapterException if the provider is missing
     */
    public <P extends Provider> P installed(Port<P> port, String name) {
        return selected(require(port, name));
    }

    private <P extends Provider> P selected(FoundAdapter<P> adapter) {
        if (adapter.provider().isEmpty()) {
            throw new AdapterException(adapter.port(), adapter.name(), adapter.reason());
        }
        listener.chosen(adapter);
        return adapter.provider().get();
    }

    private <P extends Provider> FoundAdapter<P> require(Port<P> port, String name) {
        StringBuilder others = new StringBuilder();
        for (FoundAdapter<P> adapter : find(port)) {
            if (adapter.name().equals(name)) {
                return adapter;
            }
            others.append(others.isEmpty() ? "" : ", ").append(adapter.name());
        }
        throw new AdapterException(
                port.name(),
                name,
                "no adapter of this name is installed" + (others.isEmpty() ? "" : " (found: " + others + ")"));
    }

    private <P extends Provider> P best(Port<P> port) {
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
        if (best == null || best.provider().isEmpty()) {
            throw new AdapterException(
                    port.name(), "any", reasons.isEmpty() ? "none is installed" : "none is usable: " + reasons);
        }
        listener.chosen(best);
        return best.provider().get();
    }

    /**
     * Returns whether a usable adapter of any port provides an optional feature.
     *
     * @param feature the feature
     * @return {@code true} if one does
     */
    public boolean provide(OptionalFeature feature) {
        for (Port<?> port : Port.all()) {
            for (FoundAdapter<?> adapter : find(port)) {
                if (adapter.usable() && provides(adapter, feature)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean provides(FoundAdapter<?> adapter, OptionalFeature feature) {
        try {
            return adapter.provider().isPresent()
                    && adapter.provider().get().features().contains(feature);
        } catch (RuntimeException | LinkageError broken) {
            return false;
        }
    }

    /**
     * Finds and checks every provider of a port, once per port.
     *
     * @param port the port
     * @param <P> the provider's interface
     * @return the providers, usable or not, in the order in which they were found
     */
    @SuppressWarnings("unchecked") // the providers under a port's name have the port's type
    public <P extends Provider> List<FoundAdapter<P>> find(Port<P> port) {
        List<FoundAdapter<P>> known = (List<FoundAdapter<P>>) found.get(port.name());
        if (known == null) {
            known = search(port);
            found.put(port.name(), known);
        }
        return known;
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private <P extends Provider> List<FoundAdapter<P>> search(Port<P> port) {
        List<FoundAdapter<P>> adapters = new ArrayList<>(2);
        Iterator<ServiceLoader.Provider<P>> providers = source.providers(port.type());
        while (true) {
            ServiceLoader.Provider<P> provider;
            try {
                if (!providers.hasNext()) {
                    return adapters;
                }
                provider = providers.next();
            } catch (ServiceConfigurationError broken) {
                adapters.add(unusable(port, "?", Optional.empty(), String.valueOf(broken.getMessage())));
                continue;
            }
            adapters.add(probe(port, provider));
        }
    }

    /**
     * Checks a provider. Catches everything that the code of another jar throws, including linkage errors, so that it
     * cannot crash the runtime.
     */
    @SuppressWarnings("CatchThrowable")
    private <P extends Provider> FoundAdapter<P> probe(Port<P> port, ServiceLoader.Provider<P> candidate) {
        Optional<Class<?>> type = Optional.of(candidate.type());
        String name = candidate.type().getName();
        try {
            P provider = candidate.get();
            name = provider.name();
            if (!provider.spiVersion().worksWith(SpiVersion.ofRuntime())) {
                return unusable(
                        port,
                        name,
                        type,
                        "built for SPI " + provider.spiVersion() + ", this is " + SpiVersion.ofRuntime());
            }
            Usability usability =
                    port.type() == Port.HOST.type() ? Usability.usable("looks at the host") : provider.probe(host());
            return new FoundAdapter<>(
                    port.name(),
                    name,
                    type,
                    provider.priority(),
                    usability.usable(),
                    usability.reason(),
                    Optional.of(provider));
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable broken) {
            return unusable(port, name, type, "failed to load: " + broken);
        }
    }

    private static <P extends Provider> FoundAdapter<P> unusable(
            Port<P> port, String name, Optional<Class<?>> type, String reason) {
        return new FoundAdapter<>(port.name(), name, type, 0, false, reason, Optional.empty());
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
            present = choose(Port.HOST).create();
            host = present;
        }
        return present;
    }
}
