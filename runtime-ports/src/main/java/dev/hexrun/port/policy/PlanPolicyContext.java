package dev.hexrun.port.policy;

import dev.hexrun.port.host.Host;
import java.nio.file.Path;

/** The services that the runtime provides to a policy. The runtime implements it; policies call it. */
public interface PlanPolicyContext {

    /**
     * Returns the host.
     *
     * @return the host, with the same properties in every call
     */
    Host host();

    /**
     * Returns the directory for the configuration files of policies, which is that of {@code hexrun.conf}. The runtime does
     * not check the files in it: a policy that runs for root should refuse a file that others can write to.
     *
     * @return the directory, absolute, by default {@code /etc/hexrun}; it may be missing
     */
    Path configurationDirectory();
}
