package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.util.Optional;

/** The error number of an {@link IOException}, and its meaning for a cgroup. */
public final class KernelError {

    /** The value for an unknown error number. */
    public static final int UNKNOWN = 0;

    /** {@code EINVAL}, asm-generic/errno-base.h. */
    public static final int EINVAL = Errno.EINVAL;

    private KernelError() {}

    /**
     * Returns the error number.
     *
     * @param failure the exception of the JDK
     * @return the number; {@link #UNKNOWN} if the exception does not contain it
     */
    public static int of(IOException failure) {
        Optional<Errno> errno = Errno.of(failure);
        return errno.isPresent() ? errno.get().number() : UNKNOWN;
    }

    /**
     * Creates an exception with the action and the reason of the kernel.
     *
     * @param action the action and its object
     * @param failure the exception of the JDK
     * @return the exception to throw
     */
    public static HostOperationException failure(String action, IOException failure) {
        return HostOperationException.of(action, failure);
    }

    /**
     * Returns whether the cgroup or the file does not exist any more: {@code ENOENT}, or {@code ENODEV} if it was open
     * at that time.
     *
     * @param number an error number
     * @return {@code true} for {@code ENOENT} and {@code ENODEV}
     */
    public static boolean isGone(int number) {
        return number == Errno.ENOENT || number == Errno.ENODEV;
    }

    /**
     * Returns whether permission is missing, or the mount is read-only.
     *
     * @param number an error number
     * @return {@code true} for {@code EPERM}, {@code EACCES} and {@code EROFS}
     */
    public static boolean isPermissionDenied(int number) {
        return number == Errno.EPERM || number == Errno.EACCES || number == Errno.EROFS;
    }

    /**
     * Returns whether a cgroup cannot be removed because it has processes or children.
     *
     * @param number an error number
     * @return {@code true} for {@code EBUSY} and {@code ENOTEMPTY}
     */
    static boolean isBusy(int number) {
        return number == Errno.EBUSY || number == Errno.ENOTEMPTY;
    }

    /**
     * Returns whether a file cannot be read or written because the cgroup is threaded.
     *
     * @param number an error number
     * @return {@code true} for {@code EOPNOTSUPP}
     */
    public static boolean isThreaded(int number) {
        return number == Errno.EOPNOTSUPP;
    }
}
