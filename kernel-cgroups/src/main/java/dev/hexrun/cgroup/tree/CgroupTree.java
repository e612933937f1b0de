package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.signal.Signal;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupOccupiedException;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Operations on cgroups and their descendants. */
public final class CgroupTree {

    /** The file that lists the processes of a cgroup; a process joins if its pid is written to it. */
    public static final String PROCS = "cgroup.procs";

    private static final String RANDOM = "/proc/sys/kernel/random";
    private static final String BOOT_ID = "boot_id";

    /** The number of further tries to remove a cgroup, 1.3 s in total. Killed processes leave within a few of them. */
    private static final int REMOVAL_ATTEMPTS = 7;

    private static final long FIRST_REMOVAL_WAIT_MILLIS = 10;

    private static final Duration FREEZE_TIMEOUT = Duration.ofSeconds(2);

    /**
     * The number of tries to move a process: EINVAL means that its fork is not complete (TASK_NEW,
     * kernel/sched/core.c).
     */
    private static final int JOIN_ATTEMPTS = 5;

    private static final long JOIN_WAIT_MILLIS = 30;

    private final CgroupFiles files;
    private final CgroupTreeWalker walker;

    /**
     * Creates the operations.
     *
     * @param files the cgroup file system
     * @param walker the walker that reaches the descendants, whose names a container may have chosen
     */
    public CgroupTree(CgroupFiles files, CgroupTreeWalker walker) {
        this.files = files;
        this.walker = walker;
    }

    /**
     * Lists the processes in a cgroup and its descendants.
     *
     * @param directory the cgroup
     * @return pids, ascending; empty if it does not exist
     * @throws HostOperationException if the kernel refuses
     */
    public List<Integer> pids(String directory) {
        Set<Integer> pids = new TreeSet<>(walker.processes(directory));
        // The kernel lists processes of other pid namespaces as 0; kill(0) would signal the runtime.
        pids.remove(0);
        return List.copyOf(pids);
    }

    /**
     * Sends a signal to every process in a cgroup and its descendants.
     *
     * @param directory the cgroup
     * @param signal the number of the signal
     * @throws HostOperationException if a process cannot be signalled
     */
    public void signal(String directory, int signal) {
        walker.signal(directory, signal);
    }

    /**
     * Kills every process in a cgroup and its descendants by signals. Freezes them first, so that no process can escape
     * by a fork.
     *
     * @param directory the cgroup
     * @param freezer its freezer; {@code null} if it has none
     * @throws HostOperationException if a process cannot be signalled
     */
    public void killEach(String directory, @Nullable CgroupFreezer freezer) {
        if (freezer != null) {
            try {
                freezer.freeze(FREEZE_TIMEOUT);
            } catch (ContainerException notFrozen) {
                // The walker repeats until no new process appears.
            }
        }
        try {
            walker.signal(directory, Signal.SIGKILL.number());
        } finally {
            if (freezer != null) {
                // A frozen process of v1 does not exit.
                freezer.thawRecursively();
            }
        }
    }

    /**
     * Thaws a cgroup and its descendants.
     *
     * @param directory the cgroup
     * @throws HostOperationException if the kernel refuses
     */
    public void thaw(String directory) {
        walker.thaw(directory);
    }

    /**
     * Returns the identities of cgroups, {@link dev.hexrun.port.cgroup.Cgroup#identities}: the inode number and the
     * boot id, since the kernel reuses numbers after a boot.
     *
     * @param directories the cgroups
     * @return a map from directory to identity, for the cgroups that exist
     * @throws HostOperationException if the kernel refuses
     */
    public Map<String, String> identities(Collection<String> directories) {
        Map<String, String> identities = new LinkedHashMap<>();
        String boot = "";
        for (String directory : directories) {
            if (!identities.containsKey(directory) && files.exists(directory)) {
                try {
                    boot = boot.isEmpty() ? files.read(RANDOM, BOOT_ID).strip() : boot;
                    identities.put(directory, files.inode(directory) + " " + boot);
                } catch (IOException e) {
                    if (!KernelError.isGone(KernelError.of(e))) {
                        throw KernelError.failure("identify cgroup " + directory, e);
                    }
                }
            }
        }
        return identities;
    }

    /**
     * Checks that a new container can have a cgroup.
     *
     * @param directory the cgroup
     * @throws CgroupOccupiedException if processes are in it or its descendants
     */
    public void requireEmpty(String directory) {
        int count = walker.processes(directory).size();
        if (count > 0) {
            throw new CgroupOccupiedException(count);
        }
    }

    /**
     * Moves a process into a cgroup.
     *
     * @param directory the cgroup
     * @param pid the process
     * @throws HostOperationException if the kernel refuses
     */
    public void join(String directory, int pid) {
        for (int remaining = JOIN_ATTEMPTS - 1; ; remaining--) {
            try {
                files.write(directory, PROCS, Integer.toString(pid));
                return;
            } catch (IOException e) {
                if (remaining == 0 || KernelError.of(e) != KernelError.EINVAL) {
                    throw KernelError.failure("error adding pid " + pid + " to cgroups: " + directory, e);
                }
                Polling.sleepMillis(JOIN_WAIT_MILLIS);
            }
        }
    }

    /**
     * Removes cgroups and their descendants, the deepest first. Tries again if a cgroup is busy, since its processes
     * may be about to leave.
     *
     * @param directories the cgroups; those that do not exist are ignored
     * @throws HostOperationException if a cgroup stays busy, with the pids in it, or if the kernel refuses for another
     *     reason
     */
    public void remove(Collection<String> directories) {
        List<String> remaining = attempt(directories);
        long wait = FIRST_REMOVAL_WAIT_MILLIS;
        for (int i = 0; i < REMOVAL_ATTEMPTS && !remaining.isEmpty(); i++) {
            Polling.sleepMillis(wait);
            wait *= 2;
            remaining = attempt(remaining);
        }
        if (!remaining.isEmpty()) {
            String busy = remaining.getFirst();
            List<Integer> pids = pids(busy);
            throw new HostOperationException(
                    "remove cgroup " + busy, new Errno(Errno.EBUSY), pids.isEmpty() ? "" : "processes " + pids);
        }
    }

    private List<String> attempt(Collection<String> directories) {
        List<String> remaining = new ArrayList<>();
        for (String directory : directories) {
            if (!removed(directory)) {
                remaining.add(directory);
            }
        }
        return remaining;
    }

    /**
     * Removes a cgroup; returns {@code false} if it is busy. Walks the tree only if the cgroup has descendants, which
     * is rare.
     */
    private boolean removed(String directory) {
        try {
            files.remove(directory);
            return true;
        } catch (IOException e) {
            int number = KernelError.of(e);
            if (KernelError.isGone(number)) {
                return true;
            }
            if (!KernelError.isBusy(number)) {
                throw KernelError.failure("remove cgroup " + directory, e);
            }
        }
        return walker.remove(directory);
    }
}
