package dev.hexrun.cgroup.v1;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.KernelError;
import dev.hexrun.cgroup.tree.Pause;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.time.Duration;

/**
 * The freezer of v1.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/freezer-subsystem.html">cgroup freezer</a>
 */
final class Freezer {

    private static final String STATE = "freezer.state";
    private static final String FROZEN = "FROZEN";
    private static final String FREEZING = "FREEZING";
    private static final String THAWED = "THAWED";

    /**
     * While processes fork, the kernel may stay at FREEZING for good. Asking again helps; so does to thaw now and then, and
     * to give a slow machine time.
     */
    private static final int TRIES_BETWEEN_THAWS = 50;

    private static final long WAIT_MILLIS = 10;

    private final CgroupFiles files;
    private final String directory;

    Freezer(CgroupFiles files, String directory) {
        this.files = files;
        this.directory = directory;
    }

    /** Tells whether this cgroup itself was frozen, and not only one above it. */
    boolean frozen() {
        try {
            return files.read(directory, STATE).strip().equals(FROZEN) && asked();
        } catch (IOException e) {
            if (KernelError.gone(KernelError.of(e))) {
                return false;
            }
            throw failure("tell whether it is frozen", e);
        }
    }

    /** Returns whether a cgroup above was frozen. */
    boolean frozenFromAbove() {
        try {
            return files.read(directory, "freezer.parent_freezing").strip().equals("1");
        } catch (IOException e) {
            if (KernelError.gone(KernelError.of(e))) {
                return false;
            }
            throw failure("tell whether it is frozen", e);
        }
    }

    void freeze(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            boolean frozen = ask();
            for (int tries = 1; !frozen && System.nanoTime() < deadline; tries++) {
                if (tries % TRIES_BETWEEN_THAWS == 0) {
                    files.write(directory, STATE, THAWED);
                    Pause.millis(WAIT_MILLIS);
                }
                frozen = ask();
            }
            if (!frozen) {
                throw new HostOperationException(
                        "freeze cgroup " + directory, new Errno(Errno.ETIMEDOUT), "processes still run");
            }
        } catch (IOException e) {
            HostOperationException failure = failure("freeze it", e);
            thawAfter(failure);
            throw failure;
        } catch (ContainerException e) {
            thawAfter(e);
            throw e;
        }
    }

    /** Writes only where there is something to thaw: a killed process is as dead where nothing can be written. */
    void thaw() {
        try {
            if (asked()) {
                files.write(directory, STATE, THAWED);
            }
        } catch (IOException e) {
            if (!KernelError.gone(KernelError.of(e))) {
                throw failure("thaw it", e);
            }
        }
    }

    private boolean asked() throws IOException {
        return files.read(directory, "freezer.self_freezing").strip().equals("1");
    }

    private boolean ask() throws IOException {
        files.write(directory, STATE, FROZEN);
        String state = files.read(directory, STATE).strip();
        if (!state.equals(FROZEN) && !state.equals(FREEZING)) {
            throw new ContainerException("freeze cgroup " + directory + ": unexpected state " + state);
        }
        return state.equals(FROZEN);
    }

    /** A cgroup that stays at FREEZING holds processes that nobody can kill. */
    private void thawAfter(ContainerException failure) {
        try {
            thaw();
        } catch (ContainerException e) {
            failure.addSuppressed(e);
        }
    }

    private HostOperationException failure(String what, IOException e) {
        return KernelError.failure("cgroup " + directory + ": " + what, e);
    }
}
