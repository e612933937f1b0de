package dev.hexrun.cgroup.stats;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.port.cgroup.CgroupPaths;

/** Cgroups that are not there have no numbers. */
final class Gone {

    private Gone() {}

    static void refuse(CgroupFiles files, CgroupPaths paths) {
        if (paths.isEmpty()) {
            throw new UnsupportedException("statistics", "the container has no cgroup");
        }
        String first = "";
        for (String directory : paths.paths().values()) {
            if (files.exists(directory)) {
                return;
            }
            first = first.isEmpty() ? directory : first;
        }
        throw new HostOperationException("read the statistics of cgroup " + first, new Errno(Errno.ENOENT));
    }
}
