package dev.hexrun.port.extension;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;

/** A provider of a {@link ContainerExtension}. */
public interface ContainerExtensionProvider extends Provider {

    /**
     * Creates the extension.
     *
     * @param host the host
     * @return the extension
     */
    ContainerExtension create(Host host);
}
