package dev.hexrun.port.host;

import dev.hexrun.domain.idmap.IdMap;
import java.util.List;

/**
 * The properties of the host, as seen by the JVM of the command. Adapters implement it; the runtime and the providers
 * of other ports call it. Each property is read once, when it is first needed.
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
     * Returns the release of the kernel.
     *
     * @return for example {@code 6.12.107-cloud-amd64}; empty if it cannot be read
     */
    String kernelRelease();

    /**
     * Returns the architecture of the machine, with the name that the kernel uses.
     *
     * @return for example {@code x86_64}
     */
    String architecture();

    /**
     * Returns the effective user id of the runtime.
     *
     * @return the id, unsigned
     */
    int effectiveUid();

    /**
     * Returns the effective group id of the runtime.
     *
     * @return the id, unsigned
     */
    int effectiveGid();

    /**
     * Returns the capabilities that the runtime has, {@code CapPrm} of {@code /proc/self/status}.
     *
     * @return bit N for the capability with number N; all bits if they are unknown
     */
    default long permittedCapabilities() {
        return -1;
    }

    /**
     * Returns whether the runtime is in a user namespace other than the initial one of the host.
     *
     * @return {@code true} if the id map of the runtime does not contain all ids
     */
    boolean inUserNamespace();

    /**
     * Returns the user id map of the runtime's user namespace, {@code /proc/self/uid_map}.
     *
     * @return the map; without ranges if it cannot be read
     */
    IdMap uidMap();

    /**
     * Returns the group id map of the runtime's user namespace, {@code /proc/self/gid_map}.
     *
     * @return the map; without ranges if it cannot be read
     */
    IdMap gidMap();

    /**
     * Returns the mounts in the runtime's mount namespace, {@code /proc/self/mountinfo}.
     *
     * @return the mounts, in the kernel's order
     */
    List<MountInfo> mounts();

    /**
     * Returns the mounts in the mount namespace of another process, {@code /proc/PID/mountinfo}. A container may have
     * very many. The default implementation returns none.
     *
     * @param pid the process
     * @param limit the maximum number of mounts
     * @return the first mounts, in the kernel's order; empty if the process does not exist or cannot be examined
     */
    default List<MountInfo> mountsOf(int pid, int limit) {
        return List.of();
    }

    /**
     * Returns the runtime's own cgroups, the lines of {@code /proc/self/cgroup}.
     *
     * @return the lines, for example {@code 4:memory:/user.slice}
     */
    List<String> ownCgroups();

    /**
     * Returns the current cgroups of another process, the lines of {@code /proc/PID/cgroup}.
     *
     * @param pid the process
     * @return the lines, in the format of {@link #ownCgroups}; empty if the process does not exist
     */
    List<String> cgroupsOf(int pid);

    /**
     * Returns the types of file systems that the kernel supports, {@code /proc/filesystems}.
     *
     * @return names such as {@code overlay}
     */
    List<String> fileSystems();

    /**
     * Returns whether the kernel supports a type of namespace.
     *
     * @param name the name of the type in {@code /proc/self/ns}, for example {@code time}
     * @return {@code true} if it is supported
     */
    boolean hasNamespace(String name);

    /**
     * Returns whether systemd is the init system of the host, {@code sd_booted(3)}.
     *
     * @return {@code true} if {@code /run/systemd/system} is a directory
     */
    boolean systemdRunning();
}
