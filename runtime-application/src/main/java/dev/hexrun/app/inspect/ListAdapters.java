package dev.hexrun.app.inspect;

import dev.hexrun.app.adapters.AdapterLocation;
import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.adapters.FoundAdapter.Status;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.port.provider.Provider;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The adapters use case: lists every adapter, whether it is usable on this host, and which adapters are chosen. */
public final class ListAdapters {

    private final Adapters adapters;

    /**
     * Creates the use case.
     *
     * @param adapters finds the adapters
     */
    @Inject
    public ListAdapters(Adapters adapters) {
        this.adapters = adapters;
    }

    /**
     * An adapter in the list.
     *
     * @param adapter the adapter
     * @param chosen whether the runtime would use this adapter
     * @param decision the reason why it is chosen or not, for users
     */
    public record Entry(FoundAdapter<?> adapter, boolean chosen, String decision) {}

    /**
     * A file in the directory of adapters that provides no adapter.
     *
     * @param path the path of the file or directory
     * @param reason the reason, for users
     */
    public record Unused(String path, String reason) {}

    /**
     * The adapters and files that were found.
     *
     * @param entries the adapters of every port, grouped by port
     * @param unused the files without an adapter
     * @param complete {@code false} if an explicitly chosen adapter is missing or not usable
     */
    public record Listing(List<Entry> entries, List<Unused> unused, boolean complete) {

        /** Copies the lists. */
        public Listing {
            entries = List.copyOf(entries);
            unused = List.copyOf(unused);
        }
    }

    /**
     * Lists the adapters.
     *
     * @return the adapters and files that were found
     */
    public Listing list() {
        List<Entry> entries = new ArrayList<>();
        boolean complete = true;
        for (Port<?> port : Port.all()) {
            complete &= add(port, entries);
        }
        List<Unused> unused = new ArrayList<>();
        for (AdapterLocation location : adapters.vendors()) {
            reasonNotUsed(location, unused);
        }
        return new Listing(entries, unused, complete);
    }

    private <P extends Provider> boolean add(Port<P> port, List<Entry> entries) {
        List<FoundAdapter<P>> found = adapters.find(port);
        Optional<String> choice = adapters.choice(port);
        List<String> wanted =
                choice.isEmpty() ? List.of() : port.usesAll() ? Adapters.names(choice.get()) : List.of(choice.get());
        String best = choice.isEmpty() && !port.usesAll() ? best(port) : "";
        // A required policy does not exclude the others.
        boolean isPolicy = port.name().equals(Port.PLAN_POLICY.name());
        boolean complete = true;
        for (String name : wanted) {
            FoundAdapter<P> adapter = find(found, name);
            complete &= adapter != null && adapter.usable();
            if (adapter == null) {
                entries.add(new Entry(missing(port, name), false, "chosen by " + adapters.choiceOrigin(port)));
            }
        }
        for (FoundAdapter<P> adapter : found) {
            boolean named = wanted.contains(adapter.name()) && isSelected(adapter, found);
            if (named || (!wanted.isEmpty() && !isPolicy)) {
                entries.add(new Entry(
                        adapter,
                        named && adapter.usable(),
                        (named ? "chosen by " : "another adapter is chosen by ") + adapters.choiceOrigin(port)));
            } else if (!adapter.usable()) {
                entries.add(new Entry(adapter, false, adapter.status() == Status.BROKEN ? "broken" : "not usable"));
            } else if (port.usesAll()) {
                entries.add(new Entry(adapter, true, "every usable adapter of this port is used"));
            } else {
                boolean chosen = adapter.name().equals(best);
                entries.add(new Entry(adapter, chosen, chosen ? "chosen by priority" : "lower priority than " + best));
            }
        }
        return complete;
    }

    private <P extends Provider> String best(Port<P> port) {
        try {
            return adapters.best(port).name();
        } catch (AdapterException none) {
            return "";
        }
    }

    /** Returns whether an adapter is the one that its name selects: a broken one is not if another one works. */
    private static <P extends Provider> boolean isSelected(FoundAdapter<P> adapter, List<FoundAdapter<P>> found) {
        FoundAdapter<P> selected = find(found, adapter.name());
        return selected != null && selected.status() == adapter.status();
    }

    /** Returns the adapter that a name selects. */
    private static <P extends Provider> @Nullable FoundAdapter<P> find(List<FoundAdapter<P>> found, String name) {
        FoundAdapter<P> broken = null;
        for (FoundAdapter<P> adapter : found) {
            if (adapter.name().equals(name)) {
                if (adapter.status() != Status.BROKEN) {
                    return adapter;
                }
                broken = broken == null ? adapter : broken;
            }
        }
        return broken;
    }

    private static <P extends Provider> FoundAdapter<P> missing(Port<P> port, String name) {
        return new FoundAdapter<>(
                port.name(),
                name,
                Optional.empty(),
                "",
                0,
                Status.BROKEN,
                "no adapter of this name is installed",
                Optional.empty(),
                0,
                Set.of(),
                Optional.empty());
    }

    /** Adds a file if no known port has an adapter from it. */
    private static void reasonNotUsed(AdapterLocation location, List<Unused> unused) {
        for (Port<?> port : Port.all()) {
            if (!location.providers(port.type().getName()).isEmpty()) {
                return;
            }
        }
        List<String> services = location.services();
        if (location.refusal().isPresent()) {
            unused.add(new Unused(location.path(), location.refusal().get()));
        } else if (services.isEmpty()) {
            unused.add(new Unused(location.path(), "contains no META-INF/services file, so it provides no adapter"));
        } else {
            unused.add(new Unused(
                    location.path(),
                    "provides no adapter: not a port of this version of hexrun: " + String.join(", ", services)));
        }
    }
}
