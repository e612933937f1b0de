package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.ResolvedCgroup;

/** The cgroups of a host, through the kernel's cgroup file systems. The drivers use this interface. */
public interface KernelCgroups {

    /**
     * Resolves the paths of a container's cgroups.
     *
     * @param driver the name of the driver, which is saved with the paths
     * @param path the requested path
     * @return the path in each hierarchy of the host
     */
    CgroupPaths resolve(String driver, CgroupsPath path);

    /**
     * Creates cgroups, as {@link dev.hexrun.port.cgroup.CgroupDriver#create} documents.
     *
     * @param resolved the request
     * @param resources the limits
     * @return the cgroups
     */
    Cgroup create(ResolvedCgroup resolved, LinuxResources resources);

    /**
     * Completes cgroups that a service manager has created around a process: creates those that are missing, and writes
     * the settings that {@link #create} writes. The cgroups may contain processes.
     *
     * @param resolved the request
     * @param resources the limits
     * @return the cgroups
     * @throws dev.hexrun.domain.failure.ContainerException if the kernel refuses; the method then removes the cgroups
     *     that it has created
     */
    KernelCgroup adopt(ResolvedCgroup resolved, LinuxResources resources);

    /**
     * Opens cgroups by their paths. Reads and changes nothing.
     *
     * @param paths the paths; not {@link CgroupPaths.None}
     * @return the cgroups
     */
    KernelCgroup open(CgroupPaths paths);
}
