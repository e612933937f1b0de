package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupExecRequest;
import java.util.Optional;

/** The cgroups of one container, with the operations that only the drivers of this project need. */
public interface KernelCgroup extends Cgroup {

    /**
     * Moves a process into the cgroups.
     *
     * @param pid the process, in the runtime's pid namespace
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses
     */
    void join(int pid);

    /**
     * Moves a process into the cgroups of a running container, with the rules of {@link #execJoin}.
     *
     * @param request the first process, and the subgroups to join
     * @param pid the process, in the runtime's pid namespace
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses
     */
    void join(CgroupExecRequest request, int pid);

    /**
     * Changes limits as {@link #update(LinuxResources)} does, and then runs an action. If the action fails, the limits
     * are restored.
     *
     * @param resources the limits
     * @param commit the action; it throws a {@link dev.hexrun.domain.failure.ContainerException} if it fails
     */
    void update(LinuxResources resources, Runnable commit);

    /**
     * Reads a file of the v2 cgroup.
     *
     * @param file the name of the file
     * @return its content, without surrounding white space; empty if the file or the v2 cgroup does not exist
     */
    Optional<String> readUnified(String file);

    /**
     * Returns the closest parent of the v2 cgroup that contains processes itself. systemd enables the threaded
     * controllers there nevertheless, which makes the descendants invalid ("domain invalid", cgroup-v2.rst, "Threads").
     *
     * @return its path; empty if there is none, or no v2 cgroup
     */
    Optional<String> parentWithProcesses();

    /**
     * Returns whether one of the cgroups exists.
     *
     * @return {@code true} if one exists
     */
    boolean exists();
}
