package dev.hexrun.domain.capability;

import java.util.Optional;

/**
 * A Linux capability, with its number in linux/capability.h.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
public enum Capability {
    /** Change the owner of any file. */
    CAP_CHOWN(0),

    /** Bypass permission checks of files. */
    CAP_DAC_OVERRIDE(1),

    /** Read any file, search any directory. */
    CAP_DAC_READ_SEARCH(2),

    /** Bypass checks that require the owner of a file. */
    CAP_FOWNER(3),

    /** Keep set-user-id and set-group-id bits. */
    CAP_FSETID(4),

    /** Signal any process. */
    CAP_KILL(5),

    /** Change the group. */
    CAP_SETGID(6),

    /** Change the user. */
    CAP_SETUID(7),

    /** Transfer capabilities to other processes. */
    CAP_SETPCAP(8),

    /** Change the immutable and append-only attributes. */
    CAP_LINUX_IMMUTABLE(9),

    /** Bind a port below 1024. */
    CAP_NET_BIND_SERVICE(10),

    /** Broadcast and listen to multicasts. */
    CAP_NET_BROADCAST(11),

    /** Administer the network. */
    CAP_NET_ADMIN(12),

    /** Use raw and packet sockets. */
    CAP_NET_RAW(13),

    /** Lock memory. */
    CAP_IPC_LOCK(14),

    /** Bypass permission checks of System V IPC. */
    CAP_IPC_OWNER(15),

    /** Load kernel modules. */
    CAP_SYS_MODULE(16),

    /** Do port I/O. */
    CAP_SYS_RAWIO(17),

    /** Change the root. */
    CAP_SYS_CHROOT(18),

    /** Trace any process. */
    CAP_SYS_PTRACE(19),

    /** Enable and disable process accounting. */
    CAP_SYS_PACCT(20),

    /** Administer the system: mounts, host name and much else. */
    CAP_SYS_ADMIN(21),

    /** Reboot. */
    CAP_SYS_BOOT(22),

    /** Raise priorities. */
    CAP_SYS_NICE(23),

    /** Exceed resource limits. */
    CAP_SYS_RESOURCE(24),

    /** Set the clocks. */
    CAP_SYS_TIME(25),

    /** Configure terminals. */
    CAP_SYS_TTY_CONFIG(26),

    /** Create device nodes. */
    CAP_MKNOD(27),

    /** Lease any file. */
    CAP_LEASE(28),

    /** Write to the audit log. */
    CAP_AUDIT_WRITE(29),

    /** Administer auditing. */
    CAP_AUDIT_CONTROL(30),

    /** Set capabilities of files. */
    CAP_SETFCAP(31),

    /** Bypass mandatory access control. */
    CAP_MAC_OVERRIDE(32),

    /** Administer mandatory access control. */
    CAP_MAC_ADMIN(33),

    /** Use the kernel log. */
    CAP_SYSLOG(34),

    /** Set timers that wake the system. */
    CAP_WAKE_ALARM(35),

    /** Keep the system from suspending. */
    CAP_BLOCK_SUSPEND(36),

    /** Read the audit log. */
    CAP_AUDIT_READ(37),

    /** Observe performance. */
    CAP_PERFMON(38),

    /** Use privileged BPF. */
    CAP_BPF(39),

    /** Checkpoint and restore processes. */
    CAP_CHECKPOINT_RESTORE(40);

    private final int number;

    Capability(int number) {
        this.number = number;
    }

    /** {@return the number of the capability} */
    public int number() {
        return number;
    }

    /**
     * Returns the capability of a name.
     *
     * @param name the name, in upper case with the prefix {@code CAP_}
     * @return the capability; empty if the name is unknown
     */
    public static Optional<Capability> find(String name) {
        for (Capability value : values()) {
            if (value.name().equals(name)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
