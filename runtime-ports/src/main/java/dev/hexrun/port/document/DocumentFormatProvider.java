package dev.hexrun.port.document;

import dev.hexrun.port.provider.Provider;

/** Provides a {@link DocumentFormat}. */
public interface DocumentFormatProvider extends Provider {

    /**
     * Creates the format.
     *
     * @return the format
     */
    DocumentFormat create();
}
