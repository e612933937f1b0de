package dev.hexrun.port.cgroup;

import dev.hexrun.domain.config.LinuxResources;

/**
 * Creates the cgroups of containers, and opens those that exist. Implemented by an adapter; the runtime calls a driver and its
 * cgroups from one thread at a time, and closes the driver when a command ends.
 */
public interface CgroupDriver extends AutoCloseable {

    /**
     * Resolves the paths of a container's cgroups. Changes nothing.
     *
     * @param request the cgroup that the container requests
     * @return the paths in each hierarchy, and whether the caller is treated as rootless
     * @throws dev.hexrun.domain.failure.ContainerException if {@code cgroupsPath} does not have the driver's format
     */
    ResolvedCgroup resolve(CgroupRequest request);

    /**
     * Creates the cgroups and their missing parents, and writes the settings that are needed before a process can join
     * (cpuset, real-time runtime). An existing cgroup is used if it is empty. If {@code resources} has no device rules, every
     * device but the default devices is denied from now on; otherwise {@link Cgroup#apply} applies them. A driver that can
     * create a cgroup only around a process checks the request here and creates the cgroups in {@link Cgroup#initJoin}.
     *
     * @param resolved the result of {@link #resolve}
     * @param resources the limits
     * @return the cgroups; {@link CgroupPaths.None} if the caller is rootless and cannot create any
     * @throws CgroupOccupiedException if a cgroup contains processes
     * @throws CgroupFrozenException if a cgroup is frozen
     * @throws dev.hexrun.domain.failure.ContainerException if the kernel refuses; the driver then removes what it has created
     */
    Cgroup create(ResolvedCgroup resolved, LinuxResources resources);

    /**
     * Opens cgroups by their paths, which may come from {@link #resolve} or from the state of a container. Reads and changes
     * nothing, so that cgroups that do not exist can be opened.
     *
     * @param paths the paths
     * @return the cgroups
     */
    Cgroup open(CgroupPaths paths);

    /** Closes the connections that the driver has opened. Cgroups stay. Closing a closed driver has no effect. */
    @Override
    void close();
}
