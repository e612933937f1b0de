package dev.hexrun.port.cgroup;

/** The privileges of the caller, as far as cgroups depend on them. */
public enum CgroupCaller {
    /** Root of the host, or a caller that is to be treated as root. */
    PRIVILEGED,
    /** Root of a user namespace only. The driver decides whether it is treated as rootless. */
    NAMESPACE_ROOT,
    /** Rootless: a cgroup that needs missing permissions is left out if no limit and no path is requested. */
    ROOTLESS
}
