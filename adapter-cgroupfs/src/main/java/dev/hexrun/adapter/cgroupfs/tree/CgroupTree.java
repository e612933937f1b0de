package dev.hexrun.adapter.cgroupfs.tree;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A cgroup with those below it. */
public final class CgroupTree {

    /** The file that lists and takes processes. */
    public static final String PROCS = "cgroup.procs";

    private static final String THREADS = "cgroup.threads";

    /** Processes that were just killed leave within a few of these; together they make 1.3 s. */
    private static final int REMOVAL_TRIES = 7;

    private static final long FIRST_REMOVAL_WAIT_MILLIS = 10;

    /** A process that the kernel has not finished forking (TASK_NEW, kernel/sched/core.c) cannot be moved yet: EINVAL. */
    private static final int JOIN_TRIES = 5;

    private static final long JOIN_WAIT_MILLIS = 30;

    private final CgroupFiles files;

    /**
     * Creates one.
     *
     * @param files the file system
     */
    public CgroupTree(CgroupFiles files) {
        this.files = files;
    }

    /**
     * Lists the processes in a cgroup and below.
     *
     * @param directory the cgroup
     * @return pids, ascending; empty if it is gone
     * @throws HostOperationException if the kernel refuses
     */
    public List<Integer> pids(String directory) {
        Set<Integer> pids = new TreeSet<>(found(directory));
        // So the kernel calls those of another pid namespace; kill(0) would be for ourselves.
        pids.remove(0);
        return List.copyOf(pids);
    }

    /**
     * Lists a cgroup and those below it.
     *
     * @param directory the cgroup
     * @return each before those below it
     * @throws HostOperationException if the kernel refuses
     */
    public List<String> withThoseBelow(String directory) {
        List<String> all = new ArrayList<>(List.of(directory));
        for (int i = 0; i < all.size(); i++) {
            all.addAll(children(all.get(i)));
        }
        return all;
    }

    /**
     * Refuses a cgroup that a container cannot have for its own.
     *
     * @param directory the cgroup
     * @throws ContainerException if there are processes in it or below
     */
    public void refuseOccupied(String directory) {
        int count = found(directory).size();
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
            if (!removed(directory, true)) {
                left.add(directory);
            }
        }
        return left;
    }

    private boolean removed(String directory, boolean withChildren) {
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
        return withChildren && childrenRemoved(directory) && removed(directory, false);
    }

    /** Tells whether there were some, and none is left. */
    private boolean childrenRemoved(String directory) {
        List<String> children = children(directory);
        boolean all = !children.isEmpty();
        for (String child : children) {
            all &= removed(child, true);
        }
        return all;
    }

    /** With one 0 for each process of another pid namespace. */
    private List<Integer> found(String directory) {
        List<Integer> pids = new ArrayList<>();
        collect(directory, pids);
        return pids;
    }

    private void collect(String directory, List<Integer> pids) {
        String text;
        try {
            text = processes(directory);
        } catch (IOException e) {
            if (KernelError.gone(KernelError.of(e))) {
                return;
            }
            throw KernelError.failure("list the processes of cgroup " + directory, e);
        }
        int from = 0;
        int end = text.indexOf('\n');
        while (end >= 0) {
            pids.add(Integer.parseInt(text, from, end, 10));
            from = end + 1;
            end = text.indexOf('\n', from);
        }
        for (String child : children(directory)) {
            collect(child, pids);
        }
    }

    private String processes(String directory) throws IOException {
        try {
            return files.read(directory, PROCS);
        } catch (IOException e) {
            if (KernelError.threaded(KernelError.of(e))) {
                return files.read(directory, THREADS);
            }
            throw e;
        }
    }

    private List<String> children(String directory) {
        try {
            return files.children(directory);
        } catch (IOException e) {
            if (KernelError.gone(KernelError.of(e))) {
                return List.of();
            }
            throw KernelError.failure("list cgroup " + directory, e);
        }
    }
}
