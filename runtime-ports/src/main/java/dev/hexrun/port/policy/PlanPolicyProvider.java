package dev.hexrun.port.policy;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.Usability;

/**
 * A provider of {@link PlanPolicy}.
 *
 * <p>A provider that cannot be loaded, was built for another version of the SPI, or does not answer in time denies every
 * operation that policies decide about. One whose {@link #probe} returns that it is unusable takes no part, which the
 * runtime reports. If the configuration file requires the policy ({@code plan-policy = NAME}), it denies also if it is
 * missing or unusable.
 */
public interface PlanPolicyProvider extends Provider {

    /**
     * Returns the priority, which orders the policies in reports and has no other effect, since every usable policy is
     * asked.
     *
     * @return the priority; 0 by default
     */
    @Override
    default int priority() {
        return 0;
    }

    /**
     * Checks whether the policy works on a host. A policy that misses something it needs should be usable and fail in
     * {@link #create}, which denies; an unusable policy allows everything.
     *
     * @param host the host
     * @return the result, with the reason; usable by default
     */
    @Override
    default Usability probe(Host host) {
        return Usability.usable("decides about every container");
    }

    /**
     * Creates the policy. The runtime calls it once for each command that needs a decision.
     *
     * @param context the services that the runtime provides to the policy
     * @return the policy
     * @throws RuntimeException if the policy cannot decide, for example because its configuration file is invalid; the
     *     runtime then denies the operation with the message of the exception
     */
    PlanPolicy create(PlanPolicyContext context);
}
