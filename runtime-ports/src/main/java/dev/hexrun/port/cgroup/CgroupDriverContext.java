package dev.hexrun.port.cgroup;

import dev.hexrun.domain.failure.AdapterException;
import java.util.Optional;

/** The services that the runtime provides to a driver. The runtime implements it; drivers call it. */
public interface CgroupDriverContext {

    /**
     * Returns a variable of the caller's environment.
     *
     * @param name its name
     * @return its value; empty if it is not set, or empty
     */
    Optional<String> variable(String name);

    /**
     * Returns the walker that acts on a cgroup and its descendants. A driver may call it at a sync point and when no
     * plan is executed.
     *
     * @return the walker, the same object in every call
     */
    CgroupTreeWalker treeWalker();

    /**
     * Returns another installed driver, for a driver that adds to it; see {@link ForwardingCgroupDriver}. The default
     * implementation has no drivers.
     *
     * @param name the name of the other driver
     * @return the driver, which the runtime closes
     * @throws AdapterException if no such driver is installed, if it cannot be created, or if it needs the calling one
     */
    default CgroupDriver driver(String name) {
        throw new AdapterException("cgroup-driver", name, "no other driver is available here");
    }
}
