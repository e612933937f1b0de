package dev.hexrun.domain.selinux;

/** The kind of a container, for which a policy may have a type of its own. */
public enum ProcessKind {
    /** A container that runs a program. */
    REGULAR,
    /** A container whose first process is an init system such as systemd. */
    INIT,
    /** A virtual machine. */
    KVM
}
