package dev.hexrun.domain.rlimit;

/**
 * A resource of {@code setrlimit(2)}, with its number in asm-generic/resource.h, which is the same on
 * every architecture that hexrun runs on (x86, ARM, RISC-V, PowerPC, S/390).
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

    /** Resident set in bytes; not enforced. */
    RLIMIT_RSS(5),

    /** Processes of the user. */
    RLIMIT_NPROC(6),

    /** Open files. */
    RLIMIT_NOFILE(7),

    /** Locked memory in bytes. */
    RLIMIT_MEMLOCK(8),

    /** Address space in bytes. */
    RLIMIT_AS(9),

    /** File locks; not enforced. */
    RLIMIT_LOCKS(10),

    /** Pending signals of the user. */
    RLIMIT_SIGPENDING(11),

    /** Bytes in POSIX message queues of the user. */
    RLIMIT_MSGQUEUE(12),

    /** Lower bound of the nice value, as 20 minus the value. */
    RLIMIT_NICE(13),

    /** Upper bound of the real-time priority. */
    RLIMIT_RTPRIO(14),

    /** Microseconds of CPU time of a real-time process without a blocking call. */
    RLIMIT_RTTIME(15);

    /** No limit, {@code RLIM_INFINITY}: 2^64-1 as an unsigned number. */
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
     * Returns the resource of a name.
     *
     * @param name the name, with the prefix {@code RLIMIT_}
     * @return the resource
     * @throws IllegalArgumentException if there is none; the message is for the user
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
