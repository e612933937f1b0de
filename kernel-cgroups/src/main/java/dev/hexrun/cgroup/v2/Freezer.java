package dev.hexrun.cgroup.v2;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.ControlGroup;
import dev.hexrun.cgroup.tree.KernelError;
import dev.hexrun.cgroup.tree.Pause;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.time.Duration;

/** The freezer of v2, which every cgroup but the root has: {@code cgroup.freeze} and {@code cgroup.events}. */
final class Freezer {

    private static final String FREEZE = "cgroup.freeze";
    private static final long LONGEST_WAIT_MILLIS = 10;

    private final CgroupFiles files;
    private final String directory;

    Freezer(CgroupFiles files, String directory) {
        this.files = files;
        this.directory = directory;
    }

    /** Tells whether this cgroup itself was asked to freeze, and has. */
    boolean frozen() {
        try {
            return asked() && reached();
        } catch (IOException e) {
            if (KernelError.gone(KernelError.of(e))) {
                return false;
            }
            throw KernelError.failure("cgroup " + directory + ": tell whether it is frozen", e);
        }
    }

    /** Returns whether it has frozen without being asked to, since one above was. */
    boolean frozenFromAbove() {
        try {
            return !asked() && reached();
        } catch (IOException e) {
            if (KernelError.gone(KernelError.of(e))) {
                return false;
            }
            throw KernelError.failure("cgroup " + directory + ": tell whether it is frozen", e);
        }
    }

    void freeze(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            files.write(directory, FREEZE, "1");
            long wait = 1;
            while (!reached()) {
                if (System.nanoTime() >= deadline) {
                    throw new HostOperationException(
                            "freeze cgroup " + directory, new Errno(Errno.ETIMEDOUT), "processes still run");
                }
                Pause.millis(wait);
                wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
            }
        } catch (IOException e) {
            throw KernelError.failure("freeze cgroup " + directory, e);
        } catch (ContainerException e) {
            thawAfter(e);
            throw e;
        }
    }

    /** Writes only where there is something to thaw: a killed process is as dead where nothing can be written. */
    void thaw() {
        try {
            if (asked()) {
                files.write(directory, FREEZE, "0");
            }
        } catch (IOException e) {
            if (!KernelError.gone(KernelError.of(e))) {
                throw KernelError.failure("thaw cgroup " + directory, e);
            }
        }
    }

    private boolean asked() throws IOException {
        return files.read(directory, FREEZE).strip().equals("1");
    }

    private boolean reached() {
        return new ControlGroup(files, directory).keyed("cgroup.events", "frozen") == 1;
    }

    private void thawAfter(ContainerException failure) {
        try {
            thaw();
        } catch (ContainerException e) {
            failure.addSuppressed(e);
        }
    }
}
