package dev.hexrun.cgroup.stats;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.cgroup.CgroupPaths;

/** A check that cgroups exist. */
final class CgroupExistence {

    private CgroupExistence() {}

    static void requireExists(CgroupFiles files, CgroupPaths paths) {
        String first = "";
        for (String directory : paths.directories()) {
            if (files.exists(directory)) {
                return;
            }
            first = first.isEmpty() ? directory : first;
        }
        throw new HostOperationException("read the statistics of cgroup " + first, new Errno(Errno.ENOENT));
    }
}
