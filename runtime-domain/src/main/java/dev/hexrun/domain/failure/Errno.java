package dev.hexrun.domain.failure;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An error number of the Linux kernel, {@code errno(3)}. The numbers are those of {@code asm-generic}, which every
 * architecture that hexrun runs on shares.
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

    /** {@code EEXIST}. */
    public static final int EEXIST = 17;

    /** {@code ENODEV}. */
    public static final int ENODEV = 19;

    /** {@code ENOTDIR}. */
    public static final int ENOTDIR = 20;

    /** {@code EISDIR}. */
    public static final int EISDIR = 21;

    /** {@code EINVAL}. */
    public static final int EINVAL = 22;

    /** {@code EROFS}. */
    public static final int EROFS = 30;

    /** {@code ENOSYS}. */
    public static final int ENOSYS = 38;

    /** {@code ENOTEMPTY}. */
    public static final int ENOTEMPTY = 39;

    /** {@code ELOOP}. */
    public static final int ELOOP = 40;

    /** {@code EOPNOTSUPP}. */
    public static final int EOPNOTSUPP = 95;

    /** {@code ETIMEDOUT}. */
    public static final int ETIMEDOUT = 110;

    /** The greatest number of asm-generic/errno.h. */
    private static final int MAX = 133;

    /**
     * Returns the error number of a failed file operation.
     *
     * <p>Java keeps only the text of {@code strerror(3)} for most numbers. The method recognizes the English messages
     * of glibc and musl: the command's JVM runs with {@code LC_ALL=C.UTF-8}, and a program that embeds the runtime has
     * to set a locale with English messages ({@code LC_MESSAGES}). Types such as {@link NoSuchFileException} need no
     * text.
     *
     * @param failure the exception of {@code java.io} or {@code java.nio.file}
     * @return the number; empty if it is not known
     */
    public static Optional<Errno> of(IOException failure) {
        int number = numberOf(failure);
        return number == 0 ? Optional.empty() : Optional.of(new Errno(number));
    }

    /**
     * Returns the reason why a file operation failed, without the name of the file.
     *
     * @param failure the exception of {@code java.io} or {@code java.nio.file}
     * @return for example {@code no such file or directory}; Java's own message in lower case if there is no error
     *     number
     */
    public static String reason(IOException failure) {
        int number = numberOf(failure);
        return number == 0 ? text(failure) : new Errno(number).message();
    }

    // Not a switch over types, which links a class at run time.
    private static int numberOf(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return ENOENT;
        }
        if (failure instanceof AccessDeniedException) {
            return EACCES;
        }
        if (failure instanceof FileAlreadyExistsException) {
            return EEXIST;
        }
        if (failure instanceof NotDirectoryException) {
            return ENOTDIR;
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return ENOTEMPTY;
        }
        if (failure instanceof FileSystemLoopException) {
            return ELOOP;
        }
        return numberOf(text(failure));
    }

    /**
     * Returns the kernel's reason in lower case: from a field of the exception, or from the parentheses at the end of
     * its message.
     */
    private static String text(IOException failure) {
        String message = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        if (message == null) {
            message = failure.getClass().getSimpleName();
        }
        int open = message.lastIndexOf('(');
        if (open >= 0 && message.endsWith(")")) {
            message = message.substring(open + 1, message.length() - 1);
        }
        return message.toLowerCase(Locale.ROOT);
    }

    private static int numberOf(String text) {
        for (int number = 1; number <= MAX; number++) {
            if (text.equals(knownMessage(number))) {
                return number;
            }
        }
        return numberOfMuslMessage(text);
    }

    /** The messages of musl that differ from those of glibc, src/errno/__strerror.h. */
    private static int numberOfMuslMessage(String text) {
        return switch (text) {
            case "i/o error" -> 5;
            case "no child process" -> 10;
            case "out of memory" -> 12;
            case "resource busy" -> EBUSY;
            case "cross-device link" -> 18;
            case "no file descriptors available" -> 24;
            case "not a tty" -> 25;
            case "invalid seek" -> 29;
            case "result not representable" -> 34;
            case "filename too long" -> 36;
            case "symbolic link loop" -> ELOOP;
            case "value too large for data type" -> 75;
            case "not supported" -> EOPNOTSUPP;
            case "operation timed out" -> ETIMEDOUT;
            case "quota exceeded" -> 122;
            default -> 0;
        };
    }

    /**
     * Returns the message of the C library in lower case; clients match it.
     *
     * @return for example {@code operation not permitted}; {@code error N} for a number without a message
     */
    public String message() {
        String known = knownMessage(number);
        return known == null ? "error " + number : known;
    }

    private static @Nullable String knownMessage(int number) {
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
            case EEXIST -> "file exists";
            case 18 -> "invalid cross-device link";
            case ENODEV -> "no such device";
            case ENOTDIR -> "not a directory";
            case EISDIR -> "is a directory";
            case EINVAL -> "invalid argument";
            case 23 -> "too many open files in system";
            case 24 -> "too many open files";
            case 25 -> "inappropriate ioctl for device";
            case 26 -> "text file busy";
            case 27 -> "file too large";
            case 28 -> "no space left on device";
            case 29 -> "illegal seek";
            case EROFS -> "read-only file system";
            case 31 -> "too many links";
            case 32 -> "broken pipe";
            case 34 -> "numerical result out of range";
            case 36 -> "file name too long";
            case ENOSYS -> "function not implemented";
            case ENOTEMPTY -> "directory not empty";
            case ELOOP -> "too many levels of symbolic links";
            case 61 -> "no data available";
            case 75 -> "value too large for defined data type";
            case 87 -> "too many users";
            case EOPNOTSUPP -> "operation not supported";
            case ETIMEDOUT -> "connection timed out";
            case 111 -> "connection refused";
            case 116 -> "stale file handle";
            case 122 -> "disk quota exceeded";
            default -> null;
        };
    }

    @Override
    public String toString() {
        return message();
    }
}
