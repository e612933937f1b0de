package dev.hexrun.app.resource;

import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.MemoryPressure;

/** A receiver of the events of a container. */
public interface ContainerEvents {

    /**
     * Receives statistics, once per interval.
     *
     * @param statistics the current statistics
     */
    void statistics(CgroupStats statistics);

    /** Receives the event that the container ran out of memory. */
    void outOfMemory();

    /**
     * Receives the event that memory is short.
     *
     * @param level the requested level of memory pressure
     */
    void pressure(MemoryPressure level);
}
