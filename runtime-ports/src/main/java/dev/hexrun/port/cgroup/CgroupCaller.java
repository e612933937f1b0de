package dev.hexrun.port.cgroup;

/** The privileges of the caller, as far as cgroups depend on them. */
public enum CgroupCaller {
    /** Root of the host, or a caller that is treated as root. */
    PRIVILEGED,
    /** Root of a user namespace only. The driver decides whether it is treated as rootless. */
    NAMESPACE_ROOT,
    /** A rootless caller. A cgroup that it may not create is left out if neither a limit nor a path is requested. */
    ROOTLESS
}
