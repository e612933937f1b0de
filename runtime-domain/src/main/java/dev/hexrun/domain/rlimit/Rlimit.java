package dev.hexrun.domain.rlimit;

/**
 * A resource that {@code setrlimit(2)} limits, with its number in asm-generic/resource.h, which
 * holds on every architecture that hexrun runs on (x86, ARM, RISC-V, PowerPC, S/390).
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
public enum Rlimit {
    /** CPU time in seconds. */
    RLIMIT_CPU(0),

    /** Size of a file in bytes. */
    RLIMIT_FSIZE(1),

    /** Data segment in bytes. */
    RLIMIT_DATA(2),

    /** Stack in bytes. */
    RLIMIT_STACK(3),

    /** Core file in bytes. */
    RLIMIT_CORE(4),

    /** Resident set in bytes; without effect today. */
    RLIMIT_RSS(5),

    /** Processes of the user. */
    RLIMIT_NPROC(6),

    /** Open files. */
    RLIMIT_NOFILE(7),

    /** Locked memory in bytes. */
    RLIMIT_MEMLOCK(8),

    /** Address space in bytes. */
    RLIMIT_AS(9),

    /** File locks; without effect today. */
    RLIMIT_LOCKS(10),

    /** Pending signals of the user. */
    RLIMIT_SIGPENDING(11),

    /** Bytes in POSIX message queues of the user. */
    RLIMIT_MSGQUEUE(12),

    /** Ceiling of the nice value, as 20 minus that. */
    RLIMIT_NICE(13),

    /** Ceiling of the real-time priority. */
    RLIMIT_RTPRIO(14),

    /** Microseconds of real-time work without a blocking call. */
    RLIMIT_RTTIME(15);

    /** The value that means no limit, {@code RLIM_INFINITY}: as an unsigned number 2^64-1. */
    public static final long INFINITY = -1;

    private final int number;

    Rlimit(int number) {
        this.number = number;
    }

    /** {@return the number of the resource} */
    public int number() {
        return number;
    }

    /**
     * Finds the constant of a name.
     *
     * @param name with the prefix {@code RLIMIT_}
     * @return the constant
     * @throws IllegalArgumentException if there is none; the message is meant for the user
     */
    public static Rlimit of(String name) {
        for (Rlimit value : values()) {
            if (value.name().equals(name)) {
                return value;
            }
        }
        throw new IllegalArgumentException("wrong rlimit value: " + name);
    }
}
