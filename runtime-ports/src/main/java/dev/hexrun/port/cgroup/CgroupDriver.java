package dev.hexrun.port.cgroup;

import dev.hexrun.domain.config.LinuxResources;

/**
 * A factory of the cgroups of containers. Adapters implement it. The runtime calls a driver and its cgroups from one
 * thread at a time, and closes the driver when the command ends.
 */
public interface CgroupDriver extends AutoCloseable {

    /**
     * Resolves the paths of a container's cgroups, without changing anything.
     *
     * @param request the cgroup that the container requests
     * @return the paths in each hierarchy, and whether the caller is treated as rootless
     * @throws dev.hexrun.domain.failure.ContainerException if {@code cgroupsPath} does not have the driver's format
     */
    ResolvedCgroup resolve(CgroupRequest request);

    /**
     * Creates the cgroups and their missing parents, and writes the settings that are needed before a process can join
     * (cpuset, real-time runtime). An existing cgroup is used if it is empty. If {@code resources} has no device rules,
     * all devices except the default devices are denied at once; otherwise {@link Cgroup#apply} applies the rules. A
     * driver that cannot create a cgroup without a process checks the request here and creates the cgroups in {@link
     * Cgroup#initJoin}.
     *
     * @param resolved the result of {@link #resolve}
     * @param resources the limits
     * @return the cgroups; {@link CgroupPaths.None} if the caller is rootless and cannot create any
     * @throws CgroupOccupiedException if a cgroup contains processes
     * @throws CgroupFrozenException if a cgroup is frozen
     * @throws dev.hexrun.domain.failure.ContainerException if the kernel refuses; the driver then removes the cgroups
     *     that it has created
     */
    Cgroup create(ResolvedCgroup resolved, LinuxResources resources);

    /**
     * Opens cgroups by their paths, which are from {@link #resolve} or from the state of a container. The call does not
     * access the cgroups, so they need not exist.
     *
     * @param paths the paths
     * @return the cgroups
     */
    Cgroup open(CgroupPaths paths);

    /** Closes the connections that the driver has opened. The cgroups remain. Closing a closed driver has no effect. */
    @Override
    void close();
}
