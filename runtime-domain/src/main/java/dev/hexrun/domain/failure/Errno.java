package dev.hexrun.domain.failure;

/**
 * An error number of the Linux kernel, as in {@code errno(3)}; the numbers are those of {@code asm-generic}, which
 * every architecture that hexrun runs on shares.
 *
 * @param number the number, positive
 */
public record Errno(int number) {

    /** {@code EPERM}. */
    public static final int EPERM = 1;

    /** {@code ENOENT}. */
    public static final int ENOENT = 2;

    /** {@code ESRCH}. */
    public static final int ESRCH = 3;

    /** {@code EACCES}. */
    public static final int EACCES = 13;

    /** {@code EBUSY}. */
    public static final int EBUSY = 16;

    /** {@code EISDIR}. */
    public static final int EISDIR = 21;

    /** {@code ETIMEDOUT}. */
    public static final int ETIMEDOUT = 110;

    /**
     * Says what the number means in the words of the C library, in lower case, since clients match on them.
     *
     * @return for example {@code operation not permitted}; {@code error N} for a number without a text
     */
    public String message() {
        return switch (number) {
            case EPERM -> "operation not permitted";
            case ENOENT -> "no such file or directory";
            case ESRCH -> "no such process";
            case 4 -> "interrupted system call";
            case 5 -> "input/output error";
            case 6 -> "no such device or address";
            case 7 -> "argument list too long";
            case 8 -> "exec format error";
            case 9 -> "bad file descriptor";
            case 10 -> "no child processes";
            case 11 -> "resource temporarily unavailable";
            case 12 -> "cannot allocate memory";
            case EACCES -> "permission denied";
            case 14 -> "bad address";
            case EBUSY -> "device or resource busy";
            case 17 -> "file exists";
            case 18 -> "invalid cross-device link";
            case 19 -> "no such device";
            case 20 -> "not a directory";
            case EISDIR -> "is a directory";
            case 22 -> "invalid argument";
            case 23 -> "too many open files in system";
            case 24 -> "too many open files";
            case 25 -> "inappropriate ioctl for device";
            case 26 -> "text file busy";
            case 27 -> "file too large";
            case 28 -> "no space left on device";
            case 30 -> "read-only file system";
            case 31 -> "too many links";
            case 32 -> "broken pipe";
            case 34 -> "numerical result out of range";
            case 36 -> "file name too long";
            case 38 -> "function not implemented";
            case 39 -> "directory not empty";
            case 40 -> "too many levels of symbolic links";
            case 61 -> "no data available";
            case 75 -> "value too large for defined data type";
            case 87 -> "too many users";
            case 95 -> "operation not supported";
            case ETIMEDOUT -> "connection timed out";
            case 111 -> "connection refused";
            case 116 -> "stale file handle";
            case 122 -> "disk quota exceeded";
            default -> "error " + number;
        };
    }

    @Override
    public String toString() {
        return message();
    }
}
