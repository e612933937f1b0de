package dev.hexrun.port.host;

import dev.hexrun.domain.idmap.IdMap;
import java.util.List;

/**
 * The host as the runtime's own process sees it. Implemented by adapters, called by use cases and by providers that probe.
 * Each fact is read once, when it is first needed.
 */
public interface Host {

    /**
     * Returns the host's processes.
     *
     * @return the process table
     */
    ProcessTable processes();

    /**
     * Returns the host's files.
     *
     * @return the files
     */
    HostFiles files();

    /**
     * The kernel's release.
     *
     * @return for example {@code 6.12.107-cloud-amd64}; empty if it cannot be read
     */
    String kernelRelease();

    /**
     * The machine's architecture in the kernel's words.
     *
     * @return for example {@code x86_64}
     */
    String architecture();

    /**
     * The effective user id of the runtime.
     *
     * @return the id, unsigned
     */
    int effectiveUid();

    /**
     * The effective group id of the runtime.
     *
     * @return the id, unsigned
     */
    int effectiveGid();

    /**
     * Returns the capabilities that the runtime has, {@code CapPrm} of {@code /proc/self/status}.
     *
     * @return bit N for the capability with number N; all bits where they are not known
     */
    default long permittedCapabilities() {
        return -1;
    }

    /**
     * Tells whether the runtime is itself in a user namespace other than the host's first.
     *
     * @return {@code true} if its id map is not the full one
     */
    boolean inUserNamespace();

    /**
     * The user ids of the runtime's user namespace, {@code /proc/self/uid_map}.
     *
     * @return the map; without ranges if it cannot be read
     */
    IdMap uidMap();

    /**
     * The group ids of the runtime's user namespace, {@code /proc/self/gid_map}.
     *
     * @return the map; without ranges if it cannot be read
     */
    IdMap gidMap();

    /**
     * The mounts that the runtime sees, {@code /proc/self/mountinfo}.
     *
     * @return the mounts, in the kernel's order
     */
    List<MountInfo> mounts();

    /**
     * The runtime's own cgroups, the lines of {@code /proc/self/cgroup}.
     *
     * @return the lines, for example {@code 4:memory:/user.slice}
     */
    List<String> ownCgroups();

    /**
     * The cgroups of another process, the lines of {@code /proc/PID/cgroup} at this moment.
     *
     * @param pid the process
     * @return the lines as in {@link #ownCgroups}; empty if there is no such process
     */
    List<String> cgroupsOf(int pid);

    /**
     * The types of file systems the kernel knows, {@code /proc/filesystems}.
     *
     * @return names such as {@code overlay}
     */
    List<String> fileSystems();

    /**
     * Tells whether the kernel has a type of namespace.
     *
     * @param name its name in {@code /proc/self/ns}, for example {@code time}
     * @return {@code true} if it has
     */
    boolean hasNamespace(String name);

    /**
     * Tells whether systemd runs the host, {@code sd_booted(3)}.
     *
     * @return {@code true} if {@code /run/systemd/system} is a directory
     */
    boolean systemdRunning();
}
