package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A cgroup with those below it. */
public final class CgroupTree {

    /** The file that lists and takes processes. */
    public static final String PROCS = "cgroup.procs";

    private static final String RANDOM = "/proc/sys/kernel/random";
    private static final String BOOT_ID = "boot_id";

    /** Processes that were just killed leave within a few of these; together they make 1.3 s. */
    private static final int REMOVAL_TRIES = 7;

    private static final long FIRST_REMOVAL_WAIT_MILLIS = 10;

    /** A process that the kernel has not finished forking (TASK_NEW, kernel/sched/core.c) cannot be moved yet: EINVAL. */
    private static final int JOIN_TRIES = 5;

    private static final long JOIN_WAIT_MILLIS = 30;

    private final CgroupFiles files;
    private final CgroupTreeWalker walker;

    /**
     * Creates one.
     *
     * @param files the file system
     * @param walker what reaches the cgroups below, whose names a container may have chosen
     */
    public CgroupTree(CgroupFiles files, CgroupTreeWalker walker) {
        this.files = files;
        this.walker = walker;
    }

    /**
     * Lists the processes in a cgroup and below.
     *
     * @param directory the cgroup
     * @return pids, ascending; empty if it is gone
     * @throws HostOperationException if the kernel refuses
     */
    public List<Integer> pids(String directory) {
        Set<Integer> pids = new TreeSet<>(walker.processes(directory));
        // So the kernel calls those of another pid namespace; kill(0) would be for ourselves.
        pids.remove(0);
        return List.copyOf(pids);
    }

    /**
     * Sends a signal to every process in a cgroup and below.
     *
     * @param directory the cgroup
     * @param signal the number of the signal
     * @throws HostOperationException if a process cannot be signalled
     */
    public void signal(String directory, int signal) {
        walker.signal(directory, signal);
    }

    /**
     * Thaws a cgroup and those below it.
     *
     * @param directory the cgroup
     * @throws HostOperationException if the kernel refuses
     */
    public void thaw(String directory) {
        walker.thaw(directory);
    }

    /**
     * Returns what identifies cgroups, {@link dev.hexrun.port.cgroup.CgroupDriver#identities}: the inode's number and the
     * boot, after which numbers start again.
     *
     * @param directories the cgroups
     * @return from directory to identity, for those that exist
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
                    if (!KernelError.gone(KernelError.of(e))) {
                        throw KernelError.failure("identify cgroup " + directory, e);
                    }
                }
            }
        }
        return identities;
    }

    /**
     * Refuses a cgroup that a container cannot have for its own.
     *
     * @param directory the cgroup
     * @throws ContainerException if there are processes in it or below
     */
    public void refuseOccupied(String directory) {
        int count = walker.processes(directory).size();
        if (count > 0) {
            throw new ContainerException("container's cgroup is not empty: " + count + " process(es) found");
        }
    }

    /**
     * Moves a process.
     *
     * @param directory the cgroup
     * @param pid the process
     * @throws HostOperationException if the kernel refuses
     */
    public void join(String directory, int pid) {
        for (int left = JOIN_TRIES - 1; ; left--) {
            try {
                files.write(directory, PROCS, Integer.toString(pid));
                return;
            } catch (IOException e) {
                if (left == 0 || KernelError.of(e) != KernelError.EINVAL) {
                    throw KernelError.failure("error adding pid " + pid + " to cgroups: " + directory, e);
                }
                Pause.millis(JOIN_WAIT_MILLIS);
            }
        }
    }

    /**
     * Removes cgroups and those below them, the deepest first. One that is busy is tried again, in case its processes are
     * about to leave.
     *
     * @param directories the cgroups; those that are gone are fine
     * @throws HostOperationException if one stays busy, with the pids in it, or if the kernel refuses for another reason
     */
    public void remove(Collection<String> directories) {
        List<String> left = attempt(directories);
        long wait = FIRST_REMOVAL_WAIT_MILLIS;
        for (int i = 0; i < REMOVAL_TRIES && !left.isEmpty(); i++) {
            Pause.millis(wait);
            wait *= 2;
            left = attempt(left);
        }
        if (!left.isEmpty()) {
            String busy = left.getFirst();
            List<Integer> pids = pids(busy);
            throw new HostOperationException(
                    "remove cgroup " + busy, new Errno(Errno.EBUSY), pids.isEmpty() ? "" : "processes " + pids);
        }
    }

    private List<String> attempt(Collection<String> directories) {
        List<String> left = new ArrayList<>();
        for (String directory : directories) {
            if (!removed(directory)) {
                left.add(directory);
            }
        }
        return left;
    }

    /** Most cgroups have none below them: only for those that have is the tree walked. */
    private boolean removed(String directory) {
        try {
            files.remove(directory);
            return true;
        } catch (IOException e) {
            int number = KernelError.of(e);
            if (KernelError.gone(number)) {
                return true;
            }
            if (!KernelError.occupied(number)) {
                throw KernelError.failure("remove cgroup " + directory, e);
            }
        }
        return walker.remove(directory);
    }
}
