package dev.hexrun.cgroup.v1;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.Limits;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.resource.CgroupV1Writes;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cpuset hierarchy of v1. A new cgroup has neither CPUs nor memory nodes, and no process can join it until it has
 * both. They are copied from the parent, from the root down.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/cpusets.html">CPUSETS</a>
 */
final class CpusetTree {

    private static final String CPUS = "cpuset.cpus";
    private static final String MEMS = "cpuset.mems";

    private final CgroupFiles files;
    private final String mountPoint;

    CpusetTree(CgroupFiles files, String mountPoint) {
        this.files = files;
        this.mountPoint = mountPoint;
    }

    /** Writes the configured CPUs and memory nodes of a cgroup, or those of its parent. */
    void fill(String directory, @Nullable LinuxCpu cpu) throws IOException {
        Sets parent = inherited(parent(directory));
        if (cpu != null) {
            Limits.ofV1(files, Map.of("cpuset", directory)).write(CgroupV1Writes.cpuset(cpu));
        }
        fillMissing(directory, read(directory), parent);
    }

    /** Returns the sets of a cgroup. The kernel ensures that the parents of a cgroup with both sets have both, too. */
    private Sets inherited(String directory) throws IOException {
        Sets own = read(directory);
        return own.isComplete() || directory.length() <= mountPoint.length()
                ? own
                : fillMissing(directory, own, inherited(parent(directory)));
    }

    private Sets fillMissing(String directory, Sets own, Sets parent) throws IOException {
        if (own.cpus.isEmpty()) {
            files.write(directory, CPUS, parent.cpus);
        }
        if (own.mems.isEmpty()) {
            files.write(directory, MEMS, parent.mems);
        }
        return new Sets(own.cpus.isEmpty() ? parent.cpus : own.cpus, own.mems.isEmpty() ? parent.mems : own.mems);
    }

    private Sets read(String directory) throws IOException {
        return new Sets(
                files.read(directory, CPUS).strip(), files.read(directory, MEMS).strip());
    }

    private static String parent(String directory) {
        return directory.substring(0, directory.lastIndexOf('/'));
    }

    private record Sets(String cpus, String mems) {

        boolean isComplete() {
            return !cpus.isEmpty() && !mems.isEmpty();
        }
    }
}
