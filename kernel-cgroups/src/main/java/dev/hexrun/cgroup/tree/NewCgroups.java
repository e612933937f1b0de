package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The cgroups that an operation has created, which are removed if a later step fails. */
public final class NewCgroups {

    private final CgroupFiles files;
    private final List<String> created = new ArrayList<>();

    /**
     * Creates an empty list.
     *
     * @param files the file system
     */
    public NewCgroups(CgroupFiles files) {
        this.files = files;
    }

    /**
     * Creates one cgroup.
     *
     * @param directory the cgroup; its parent must exist
     * @return {@code false} if it exists already
     * @throws IOException if the kernel refuses
     */
    public boolean create(String directory) throws IOException {
        boolean isNew = files.createDirectory(directory);
        if (isNew) {
            created.add(directory);
        }
        return isNew;
    }

    /**
     * Creates a cgroup and its missing parents.
     *
     * @param directory the cgroup
     * @return {@code false} if it exists already
     * @throws IOException if the kernel refuses
     */
    public boolean createWithParents(String directory) throws IOException {
        try {
            return create(directory);
        } catch (IOException e) {
            int slash = directory.lastIndexOf('/');
            if (KernelError.of(e) != Errno.ENOENT || slash <= 0) {
                throw e;
            }
            createWithParents(directory.substring(0, slash));
            return create(directory);
        }
    }

    /**
     * Removes the created cgroups, the last one first.
     *
     * @param cause the failure; cgroups that cannot be removed are added to it as suppressed exceptions
     */
    public void undo(Throwable cause) {
        for (String directory : created.reversed()) {
            try {
                files.remove(directory);
            } catch (IOException e) {
                if (!KernelError.isGone(KernelError.of(e))) {
                    cause.addSuppressed(KernelError.failure("remove cgroup " + directory, e));
                }
            }
        }
        created.clear();
    }
}
