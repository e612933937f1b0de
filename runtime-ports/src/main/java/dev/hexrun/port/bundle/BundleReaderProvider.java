package dev.hexrun.port.bundle;

import dev.hexrun.port.provider.Provider;

/** Provides a {@link BundleReader}. */
public interface BundleReaderProvider extends Provider {

    /**
     * Creates the reader.
     *
     * @return the reader
     */
    BundleReader create();
}
