package dev.hexrun.port.cgroup;

import java.util.Optional;

/** What a driver may ask of the runtime that creates it. Ours to implement. */
public interface CgroupDriverContext {

    /**
     * Another driver, for one that is built upon it: who leaves the making of cgroups to somebody else still reads and
     * writes the kernel's files.
     *
     * @param name the other driver's name
     * @return the driver
     * @throws dev.hexrun.domain.failure.AdapterException if it is not there or not usable
     */
    CgroupDriver driver(String name);

    /**
     * A variable of the caller's environment.
     *
     * @param name its name
     * @return its value; empty if it is not set, or empty
     */
    Optional<String> variable(String name);

    /**
     * Returns what lists, signals, thaws and removes a cgroup with all below it. Works while no plan is executed, and at a
     * sync point.
     *
     * @return always the same one
     */
    CgroupTreeWalker treeWalker();
}
