package dev.hexrun.port.host;

import dev.hexrun.port.provider.Provider;

/** Provides a {@link HostInspector}. It is asked to create without having been probed, since the facts come from it. */
public interface HostInspectorProvider extends Provider {

    /**
     * Creates the inspector.
     *
     * @return the inspector
     */
    HostInspector create();
}
