package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes cgroups, and remembers which, so that a failure later on can take them away again. */
public final class MadeCgroups {

    private final CgroupFiles files;
    private final List<String> made = new ArrayList<>();

    /**
     * Creates one that has made nothing.
     *
     * @param files the file system
     */
    public MadeCgroups(CgroupFiles files) {
        this.files = files;
    }

    /**
     * Makes one cgroup.
     *
     * @param directory the cgroup; the one above must be there
     * @return {@code false} if it was there already
     * @throws IOException if the kernel refuses
     */
    public boolean make(String directory) throws IOException {
        boolean fresh = files.make(directory);
        if (fresh) {
            made.add(directory);
        }
        return fresh;
    }

    /**
     * Makes a cgroup, and those above it that are missing.
     *
     * @param directory the cgroup
     * @return {@code false} if it was there already
     * @throws IOException if the kernel refuses
     */
    public boolean makeWithParents(String directory) throws IOException {
        try {
            return make(directory);
        } catch (IOException e) {
            int slash = directory.lastIndexOf('/');
            if (KernelError.of(e) != Errno.ENOENT || slash <= 0) {
                throw e;
            }
            makeWithParents(directory.substring(0, slash));
            return make(directory);
        }
    }

    /**
     * Removes what was made, the last first, and forgets it.
     *
     * @param why the failure that is the reason; what cannot be removed is added to it
     */
    public void undo(Throwable why) {
        for (String directory : made.reversed()) {
            try {
                files.remove(directory);
            } catch (IOException e) {
                if (!KernelError.gone(KernelError.of(e))) {
                    why.addSuppressed(KernelError.failure("remove cgroup " + directory, e));
                }
            }
        }
        made.clear();
    }
}
