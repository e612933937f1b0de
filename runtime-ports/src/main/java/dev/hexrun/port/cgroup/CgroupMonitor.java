package dev.hexrun.port.cgroup;

import java.util.List;
import java.util.OptionalLong;

/** The counters of a container's cgroups and their sources of events. Adapters implement it; the runtime calls it. */
public interface CgroupMonitor {

    /**
     * Reads the statistics. A value is absent if the kernel lacks its controller or file.
     *
     * @return the statistics
     * @throws dev.hexrun.domain.failure.HostOperationException if the cgroups do not exist ({@code ENOENT})
     */
    CgroupStats statistics();

    /**
     * Returns the number of processes that the OOM killer has killed.
     *
     * @return the number; empty if the kernel does not count them, or the cgroup does not exist
     */
    OptionalLong oomKills();

    /**
     * Returns the sources of events about memory and about the exit of the last process.
     *
     * @return the sources that the host has; empty if the cgroup does not exist
     */
    List<CgroupWatch> watches();

    /**
     * Returns the source of events about memory pressure.
     *
     * @param level the minimum pressure
     * @return the source, with the meaning {@link CgroupWatch.Meaning#PRESSURE}
     * @throws dev.hexrun.domain.failure.UnsupportedException if the host does not report memory pressure
     */
    CgroupWatch pressureWatch(MemoryPressure level);
}
