package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.util.Optional;

/** The error number of an {@link IOException}, and what it means for a cgroup. */
public final class KernelError {

    /** Not to be told. */
    public static final int UNKNOWN = 0;

    /** {@code EINVAL}, asm-generic/errno-base.h. */
    public static final int EINVAL = Errno.EINVAL;

    private KernelError() {}

    /**
     * Finds the number.
     *
     * @param failure what Java threw
     * @return the number; {@link #UNKNOWN} if it cannot be told
     */
    public static int of(IOException failure) {
        Optional<Errno> errno = Errno.of(failure);
        return errno.isPresent() ? errno.get().number() : UNKNOWN;
    }

    /**
     * Says what was tried and why the kernel refused.
     *
     * @param action what was tried, on what
     * @param failure what Java threw
     * @return the exception to throw
     */
    public static HostOperationException failure(String action, IOException failure) {
        return HostOperationException.of(action, failure);
    }

    /**
     * Tells whether the cgroup or the file went away: {@code ENOENT}, or {@code ENODEV} if it was open at that time.
     *
     * @param number an error number
     * @return {@code true} if it did
     */
    public static boolean gone(int number) {
        return number == Errno.ENOENT || number == Errno.ENODEV;
    }

    /**
     * Tells whether the kernel refused for want of permission; a read-only mount counts as that.
     *
     * @param number an error number
     * @return {@code true} for {@code EPERM}, {@code EACCES} and {@code EROFS}
     */
    public static boolean permission(int number) {
        return number == Errno.EPERM || number == Errno.EACCES || number == Errno.EROFS;
    }

    /**
     * Tells whether a cgroup cannot be removed because something is in it.
     *
     * @param number an error number
     * @return {@code true} for {@code EBUSY} and {@code ENOTEMPTY}
     */
    static boolean occupied(int number) {
        return number == Errno.EBUSY || number == Errno.ENOTEMPTY;
    }

    /**
     * Tells whether a file cannot be read or written because the cgroup is threaded.
     *
     * @param number an error number
     * @return {@code true} for {@code EOPNOTSUPP}
     */
    public static boolean threaded(int number) {
        return number == Errno.EOPNOTSUPP;
    }
}
