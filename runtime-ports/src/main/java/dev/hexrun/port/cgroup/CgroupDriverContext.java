package dev.hexrun.port.cgroup;

import java.util.Optional;

/** What the runtime provides to the driver that it creates. Implemented by the runtime. */
public interface CgroupDriverContext {

    /**
     * Returns a variable of the caller's environment.
     *
     * @param name its name
     * @return its value; empty if it is not set, or empty
     */
    Optional<String> variable(String name);

    /**
     * Returns the walker that acts on a cgroup and its descendants. It works while no plan is executed, and at a sync point.
     *
     * @return always the same object
     */
    CgroupTreeWalker treeWalker();
}
