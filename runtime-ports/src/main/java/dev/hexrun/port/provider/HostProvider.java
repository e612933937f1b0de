package dev.hexrun.port.provider;

import dev.hexrun.port.host.Host;

/**
 * A provider of {@link Host}. This interface is not in the package of its port, because every provider depends on the
 * host. The runtime calls {@link #create()} without a probe, since a probe needs the host.
 */
public interface HostProvider extends Provider {

    /**
     * Creates the host. The call does not read any of its properties.
     *
     * @return the host
     */
    Host create();

    /**
     * Creates the host as the caller of a command sees it. Only the cgroups of that process may differ from those of this
     * process. The call does not read any property.
     *
     * @param process the process whose {@link Host#ownCgroups cgroups} are those of the caller
     * @return the host
     */
    default Host createFor(int process) {
        return create();
    }
}
