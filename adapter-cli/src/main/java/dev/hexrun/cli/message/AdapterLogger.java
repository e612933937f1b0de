package dev.hexrun.cli.message;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.FoundAdapter;

/** Logs the selected adapters, and their messages. */
public final class AdapterLogger implements Adapters.Listener {

    private final Log log;

    /**
     * Creates a listener.
     *
     * @param log the destination of the messages
     */
    public AdapterLogger(Log log) {
        this.log = log;
    }

    @Override
    public void chosen(FoundAdapter<?> adapter) {
        if (log.isDebug()) {
            log.debug("adapter for " + adapter.port() + ": " + adapter.name() + " (" + adapter.reason() + "), from "
                    + adapter.origin());
        }
    }

    @Override
    public boolean debugEnabled() {
        return log.isDebug();
    }

    @Override
    public void debug(String message) {
        log.debug(message);
    }

    @Override
    public void warn(String message) {
        log.warn(message);
    }
}
