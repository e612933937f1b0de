package dev.hexrun.app.resource;

import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.MemoryPressure;

/** Hears what happens to a container. */
public interface ContainerEvents {

    /**
     * The interval has passed again.
     *
     * @param statistics the numbers of this moment
     */
    void statistics(CgroupStats statistics);

    /** The container ran out of memory. */
    void outOfMemory();

    /**
     * Memory is getting short.
     *
     * @param level the level that was asked for
     */
    void pressure(MemoryPressure level);
}
