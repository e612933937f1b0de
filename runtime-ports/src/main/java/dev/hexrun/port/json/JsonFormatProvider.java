package dev.hexrun.port.json;

import dev.hexrun.port.provider.Provider;

/** A provider of {@link JsonFormat}. */
public interface JsonFormatProvider extends Provider {

    /**
     * Creates the JSON reader and writer.
     *
     * @return a new instance without state; it may be used by several threads
     */
    JsonFormat create();
}
