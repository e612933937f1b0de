package dev.hexrun.port.security;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.state.ContainerId;
import java.util.Optional;

/**
 * A process to confine.
 *
 * @param id the container; empty if a bundle is validated and no container is created
 * @param configuration the configuration of the container. For {@link Role#EXEC} its {@code process} is the process to
 *     execute, with the settings that it inherits from the first process of the container
 * @param role the role of the process
 */
public record SecurityRequest(Optional<ContainerId> id, Configuration configuration, Role role) {

    /** The role of a process in its container. */
    public enum Role {
        /** The first process of the container. */
        INIT,
        /** Another process, executed in the existing container. */
        EXEC
    }
}
