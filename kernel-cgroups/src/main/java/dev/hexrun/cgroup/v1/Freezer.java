package dev.hexrun.cgroup.v1;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.CgroupTree;
import dev.hexrun.cgroup.tree.KernelError;
import dev.hexrun.cgroup.tree.Polling;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.cgroup.CgroupFreezer;
import java.io.IOException;
import java.time.Duration;

/**
 * The freezer of v1.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/freezer-subsystem.html">cgroup freezer</a>
 */
final class Freezer implements CgroupFreezer {

    private static final String STATE = "freezer.state";
    private static final String FROZEN = "FROZEN";
    private static final String FREEZING = "FREEZING";
    private static final String THAWED = "THAWED";

    /**
     * The number of tries between two thaws. The kernel may stay in the state FREEZING while processes fork; another
     * write helps, and so does a thaw from time to time.
     */
    private static final int ATTEMPTS_BETWEEN_THAWS = 50;

    private static final long WAIT_MILLIS = 10;

    private final CgroupFiles files;
    private final CgroupTree tree;
    private final String directory;

    Freezer(CgroupFiles files, CgroupTree tree, String directory) {
        this.tree = tree;
        this.files = files;
        this.directory = directory;
    }

    @Override
    public boolean isFrozen() {
        try {
            return files.read(directory, STATE).strip().equals(FROZEN) && isRequested();
        } catch (IOException e) {
            if (KernelError.isGone(KernelError.of(e))) {
                return false;
            }
            throw failure("read its freezer", e);
        }
    }

    @Override
    public boolean isFrozenByParent() {
        try {
            return files.read(directory, "freezer.parent_freezing").strip().equals("1");
        } catch (IOException e) {
            if (KernelError.isGone(KernelError.of(e))) {
                return false;
            }
            throw failure("read its freezer", e);
        }
    }

    @Override
    public void freeze(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            boolean frozen = request();
            for (int attempts = 1; !frozen && System.nanoTime() < deadline; attempts++) {
                if (attempts % ATTEMPTS_BETWEEN_THAWS == 0) {
                    files.write(directory, STATE, THAWED);
                    Polling.sleepMillis(WAIT_MILLIS);
                }
                frozen = request();
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

    /** Writes only if the cgroup is frozen, so that a killed container on a read-only file system can be deleted. */
    @Override
    public void thaw() {
        try {
            if (isRequested()) {
                files.write(directory, STATE, THAWED);
            }
        } catch (IOException e) {
            if (!KernelError.isGone(KernelError.of(e))) {
                throw failure("thaw it", e);
            }
        }
    }

    @Override
    public void thawRecursively() {
        tree.thaw(directory);
    }

    private boolean isRequested() throws IOException {
        return files.read(directory, "freezer.self_freezing").strip().equals("1");
    }

    private boolean request() throws IOException {
        files.write(directory, STATE, FROZEN);
        String state = files.read(directory, STATE).strip();
        if (!state.equals(FROZEN) && !state.equals(FREEZING)) {
            throw new ContainerException("freeze cgroup " + directory + ": unexpected state " + state);
        }
        return state.equals(FROZEN);
    }

    /**
     * Thaws the cgroup after a failure, since processes in a cgroup that stays in the state FREEZING cannot be killed.
     */
    private void thawAfter(ContainerException failure) {
        try {
            thaw();
        } catch (ContainerException e) {
            failure.addSuppressed(e);
        }
    }

    private HostOperationException failure(String action, IOException e) {
        return KernelError.failure("cgroup " + directory + ": " + action, e);
    }
}
