package dev.hexrun.cgroup.v2;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.KernelError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** The delegation of a cgroup to a container's user: the directory, and the files that do not change its own limits. */
final class Delegation {

    /** The directory of the kernel's list of these files, Documentation/ABI/testing/sysfs-kernel-cgroup. */
    private static final String KERNEL = "/sys/kernel/cgroup";

    private static final String LIST = "delegate";
    private static final List<String> DEFAULT = List.of("cgroup.procs", "cgroup.subtree_control", "cgroup.threads");

    private Delegation() {}

    static void delegate(CgroupFiles files, String directory, long uid) throws IOException {
        files.changeOwner(directory, "", uid);
        for (String file : delegable(files)) {
            try {
                files.changeOwner(directory, file, uid);
            } catch (IOException e) {
                // A controller that is not enabled has no files.
                if (!KernelError.isGone(KernelError.of(e))) {
                    throw e;
                }
            }
        }
    }

    private static List<String> delegable(CgroupFiles files) {
        List<String> names = new ArrayList<>();
        try {
            StringTokenizer tokens = new StringTokenizer(files.read(KERNEL, LIST));
            while (tokens.hasMoreTokens()) {
                names.add(tokens.nextToken());
            }
        } catch (IOException e) {
            // The list cannot be read.
            return DEFAULT;
        }
        return names;
    }
}
