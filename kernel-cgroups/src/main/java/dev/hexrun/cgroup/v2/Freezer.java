package dev.hexrun.cgroup.v2;

import dev.hexrun.cgroup.tree.CgroupFileReader;
import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.KernelError;
import dev.hexrun.cgroup.tree.Polling;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.cgroup.CgroupFreezer;
import java.io.IOException;
import java.time.Duration;

/** The freezer of v2, {@code cgroup.freeze} and {@code cgroup.events}, which every cgroup but the root has. */
final class Freezer implements CgroupFreezer {

    private static final String FREEZE = "cgroup.freeze";
    private static final long MAX_WAIT_MILLIS = 10;

    private final CgroupFiles files;
    private final String directory;

    Freezer(CgroupFiles files, String directory) {
        this.files = files;
        this.directory = directory;
    }

    @Override
    public boolean isFrozen() {
        try {
            return isRequested() && isReached();
        } catch (IOException e) {
            if (KernelError.isGone(KernelError.of(e))) {
                return false;
            }
            throw KernelError.failure("cgroup " + directory + ": read its freezer", e);
        }
    }

    /** Returns whether the cgroup is frozen because a parent is, without a request for the cgroup itself. */
    @Override
    public boolean isFrozenByParent() {
        try {
            return !isRequested() && isReached();
        } catch (IOException e) {
            if (KernelError.isGone(KernelError.of(e))) {
                return false;
            }
            throw KernelError.failure("cgroup " + directory + ": read its freezer", e);
        }
    }

    @Override
    public void freeze(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            files.write(directory, FREEZE, "1");
            long wait = 1;
            while (!isReached()) {
                if (System.nanoTime() >= deadline) {
                    throw new HostOperationException(
                            "freeze cgroup " + directory, new Errno(Errno.ETIMEDOUT), "processes still run");
                }
                Polling.sleepMillis(wait);
                wait = Math.min(wait * 2, MAX_WAIT_MILLIS);
            }
        } catch (IOException e) {
            throw KernelError.failure("freeze cgroup " + directory, e);
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
                files.write(directory, FREEZE, "0");
            }
        } catch (IOException e) {
            if (!KernelError.isGone(KernelError.of(e))) {
                throw KernelError.failure("thaw cgroup " + directory, e);
            }
        }
    }

    /** Thaws this cgroup only, since a killed v2 process exits even if it is frozen. */
    @Override
    public void thawRecursively() {
        thaw();
    }

    private boolean isRequested() throws IOException {
        return files.read(directory, FREEZE).strip().equals("1");
    }

    private boolean isReached() {
        return new CgroupFileReader(files, directory)
                        .flatKeyed("cgroup.events", "frozen")
                        .orElse(0)
                == 1;
    }

    private void thawAfter(ContainerException failure) {
        try {
            thaw();
        } catch (ContainerException e) {
            failure.addSuppressed(e);
        }
    }
}
