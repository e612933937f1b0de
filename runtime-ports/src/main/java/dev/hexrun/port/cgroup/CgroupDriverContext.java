package dev.hexrun.port.cgroup;

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
}
