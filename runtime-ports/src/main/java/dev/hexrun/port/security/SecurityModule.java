package dev.hexrun.port.security;

import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.validate.Problem;
import java.util.List;

/**
 * A Linux security module that confines the processes of containers. The runtime calls both methods for every
 * configuration; a module ignores configurations that do not request it.
 */
public interface SecurityModule {

    /**
     * Checks the settings of a configuration that belong to this module. The call changes nothing on the host.
     *
     * @param request the configuration of the process
     * @return the problems, which prevent the creation of the container or process; empty if there are none
     */
    List<Problem> check(SecurityRequest request);

    /**
     * Returns the parts of the plan that confine a process. The runtime calls it only if {@link #check} has found no
     * problem. The call changes nothing on the host.
     *
     * @param request the configuration of the process
     * @return the contribution; {@link SecurityContribution#NONE} if the configuration does not request this module
     * @throws dev.hexrun.domain.failure.ContainerException if the process cannot be confined as requested; it is not
     *     started then
     */
    SecurityContribution contribute(SecurityRequest request);
}
