package dev.hexrun.domain.namespace;

/**
 * A type of Linux namespaces.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
public enum LinuxNamespaceType {
    /** Cgroup hierarchies. */
    CGROUP("cgroup", "cgroup", 0x02000000),

    /** System V IPC and POSIX message queues. */
    IPC("ipc", "ipc", 0x08000000),

    /** Mounts. */
    MOUNT("mount", "mnt", 0x00020000),

    /** Network devices, addresses, ports. */
    NETWORK("network", "net", 0x40000000),

    /** Process ids. */
    PID("pid", "pid", 0x20000000),

    /** The monotonic and the boot-time clock. */
    TIME("time", "time", 0x00000080),

    /** User and group ids, capabilities. */
    USER("user", "user", 0x10000000),

    /** Host name and NIS domain name. */
    UTS("uts", "uts", 0x04000000);

    private final String specName;
    private final String procName;
    private final int cloneFlag;

    LinuxNamespaceType(String specName, String procName, int cloneFlag) {
        this.specName = specName;
        this.procName = procName;
        this.cloneFlag = cloneFlag;
    }

    /** {@return the name that the runtime specification uses, for example {@code network}} */
    public String specName() {
        return specName;
    }

    /** {@return the name of the file in {@code /proc/PID/ns}, for example {@code net}} */
    public String procName() {
        return procName;
    }

    /** {@return the {@code CLONE_NEW*} constant of linux/sched.h} */
    public int cloneFlag() {
        return cloneFlag;
    }

    /**
     * Returns the constant of that name.
     *
     * @param specName the name in config.json
     * @return the constant
     * @throws IllegalArgumentException if there is none; the message is for the user
     */
    public static LinuxNamespaceType of(String specName) {
        return switch (specName) {
            case "cgroup" -> CGROUP;
            case "ipc" -> IPC;
            case "mount" -> MOUNT;
            case "network" -> NETWORK;
            case "pid" -> PID;
            case "time" -> TIME;
            case "user" -> USER;
            case "uts" -> UTS;
            default -> throw new IllegalArgumentException("namespace \"" + specName + "\" does not exist");
        };
    }
}
