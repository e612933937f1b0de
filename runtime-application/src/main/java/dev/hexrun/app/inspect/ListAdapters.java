package dev.hexrun.app.inspect;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.port.provider.Provider;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

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
     * @param chosen whether the runtime would choose this adapter
     */
    public record Entry(FoundAdapter<?> adapter, boolean chosen) {}

    /**
     * Lists the adapters.
     *
     * @return the adapters of every port, grouped by port
     */
    public List<Entry> list() {
        List<Entry> entries = new ArrayList<>();
        for (Port<?> port : Port.all()) {
            add(port, entries);
        }
        return entries;
    }

    private <P extends Provider> void add(Port<P> port, List<Entry> entries) {
        String chosen;
        try {
            chosen = adapters.choose(port).name();
        } catch (AdapterException none) {
            chosen = "";
        }
        for (FoundAdapter<P> adapter : adapters.find(port)) {
            entries.add(new Entry(adapter, adapter.usable() && adapter.name().equals(chosen)));
        }
    }
}
