package dev.hexrun.port.provider;

import dev.hexrun.port.host.HostInspector;

/**
 * Provides a {@link HostInspector}. It stands here and not beside its port, since all providers need the host.
 * It is asked to create without having been probed, since the facts come from it.
 */
public interface HostInspectorProvider extends Provider {

    /**
     * Creates the inspector.
     *
     * @return the inspector
     */
    HostInspector create();
}
