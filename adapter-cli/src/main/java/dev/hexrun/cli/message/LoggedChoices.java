package dev.hexrun.cli.message;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.FoundAdapter;

/** Notes in the log which adapters are used. */
public final class LoggedChoices implements Adapters.ChoiceListener {

    private final Log log;

    /**
     * Creates one.
     *
     * @param log where the notes go, of level {@code debug}
     */
    public LoggedChoices(Log log) {
        this.log = log;
    }

    @Override
    public void chosen(FoundAdapter<?> adapter) {
        log.debug("adapter for " + adapter.port() + ": " + adapter.name() + " (" + adapter.reason() + "), from "
                + adapter.origin());
    }
}
