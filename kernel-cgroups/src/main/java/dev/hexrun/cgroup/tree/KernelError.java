package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Finds the error number behind an {@link IOException}: Java hands on only the C library's words for it. */
public final class KernelError {

    /** Not to be told. */
    public static final int UNKNOWN = 0;

    /** {@code EINVAL}, asm-generic/errno-base.h. */
    public static final int EINVAL = 22;

    private static final int EEXIST = 17;
    private static final int ENODEV = 19;
    private static final int EROFS = 30;
    private static final int ENOTEMPTY = 39;
    private static final int EOPNOTSUPP = 95;

    private KernelError() {}

    /**
     * Finds the number.
     *
     * @param failure what Java threw
     * @return the number; {@link #UNKNOWN} if it cannot be told
     */
    public static int of(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return Errno.ENOENT;
        }
        if (failure instanceof AccessDeniedException) {
            return Errno.EACCES;
        }
        if (failure instanceof FileAlreadyExistsException) {
            return EEXIST;
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return ENOTEMPTY;
        }
        String words = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
        return words == null ? UNKNOWN : numbered(words);
    }

    /**
     * Says what was tried and why the kernel refused.
     *
     * @param action what was tried, on what
     * @param failure what Java threw
     * @return the exception to throw
     */
    public static HostOperationException failure(String action, IOException failure) {
        int number = of(failure);
        return number == UNKNOWN
                ? new HostOperationException(action + ": " + failure.getMessage(), failure)
                : because(new HostOperationException(action, new Errno(number)), failure);
    }

    /**
     * Tells whether the cgroup or the file went away: {@code ENOENT}, or {@code ENODEV} if it was open at that time.
     *
     * @param number an error number
     * @return {@code true} if it did
     */
    public static boolean gone(int number) {
        return number == Errno.ENOENT || number == ENODEV;
    }

    /**
     * Tells whether the kernel refused for want of permission; a read-only mount counts as that.
     *
     * @param number an error number
     * @return {@code true} for {@code EPERM}, {@code EACCES} and {@code EROFS}
     */
    public static boolean permission(int number) {
        return number == Errno.EPERM || number == Errno.EACCES || number == EROFS;
    }

    /**
     * Tells whether a cgroup cannot be removed because something is in it.
     *
     * @param number an error number
     * @return {@code true} for {@code EBUSY} and {@code ENOTEMPTY}
     */
    static boolean occupied(int number) {
        return number == Errno.EBUSY || number == ENOTEMPTY;
    }

    /**
     * Tells whether a file cannot be read or written because the cgroup is threaded.
     *
     * @param number an error number
     * @return {@code true} for {@code EOPNOTSUPP}
     */
    public static boolean threaded(int number) {
        return number == EOPNOTSUPP;
    }

    private static HostOperationException because(HostOperationException exception, IOException cause) {
        exception.initCause(cause);
        return exception;
    }

    /** The words of glibc, and of musl where they differ. */
    private static int numbered(String words) {
        return switch (words) {
            case "Operation not permitted" -> Errno.EPERM;
            case "No such file or directory" -> Errno.ENOENT;
            case "No such process" -> Errno.ESRCH;
            case "Interrupted system call" -> 4;
            case "Input/output error", "I/O error" -> 5;
            case "No such device or address" -> 6;
            case "Argument list too long" -> 7;
            case "Resource temporarily unavailable" -> 11;
            case "Cannot allocate memory", "Out of memory" -> 12;
            case "Permission denied" -> Errno.EACCES;
            case "Device or resource busy", "Resource busy" -> Errno.EBUSY;
            case "File exists" -> EEXIST;
            case "No such device" -> ENODEV;
            case "Not a directory" -> 20;
            case "Is a directory" -> Errno.EISDIR;
            case "Invalid argument" -> EINVAL;
            case "Too many open files in system", "Too many open files in the system" -> 23;
            case "Too many open files", "No file descriptors available" -> 24;
            case "No space left on device" -> 28;
            case "Read-only file system" -> EROFS;
            case "Numerical result out of range", "Result not representable" -> 34;
            case "File name too long", "Filename too long" -> 36;
            case "Directory not empty" -> ENOTEMPTY;
            case "Value too large for defined data type", "Value too large for data type" -> 75;
            case "Operation not supported", "Not supported" -> EOPNOTSUPP;
            default -> UNKNOWN;
        };
    }
}
