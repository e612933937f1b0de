package dev.hexrun.port.bundle;

import dev.hexrun.port.provider.Provider;

/** A provider of {@link BundleReader}. */
public interface BundleReaderProvider extends Provider {

    /**
     * Creates the reader.
     *
     * @return a reader, which may be used by several threads
     */
    BundleReader create();
}
