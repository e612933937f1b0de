package dev.hexrun.cli.message;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.FoundAdapter;

/** Logs the selected adapters. */
public final class AdapterChoiceLogger implements Adapters.ChoiceListener {

    private final Log log;

    /**
     * Creates a listener.
     *
     * @param log the destination of the messages, which have level {@code debug}
     */
    public AdapterChoiceLogger(Log log) {
        this.log = log;
    }

    @Override
    public void chosen(FoundAdapter<?> adapter) {
        log.debug("adapter for " + adapter.port() + ": " + adapter.name() + " (" + adapter.reason() + "), from "
                + adapter.origin());
    }
}
