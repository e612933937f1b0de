package dev.hexrun.domain.idmap;

import dev.hexrun.domain.config.LinuxIdMapping;
import java.util.List;
import java.util.OptionalLong;

/**
 * A mapping of user or group ids between a user namespace and the one around it.
 *
 * @param ranges the ranges; where two overlap, the first counts
 * @see <a href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public record IdMap(List<LinuxIdMapping> ranges) {
    /** The greatest number of ranges that the kernel takes, {@code UID_GID_MAP_MAX_EXTENTS} of linux/user_namespace.h. */
    public static final int MAX_RANGES = 340;

    /** Keeps a copy of the ranges. */
    public IdMap {
        ranges = List.copyOf(ranges);
    }

    /**
     * Maps outwards.
     *
     * @param containerId an id in the container
     * @return the id outside; empty if it is not mapped
     */
    public OptionalLong toHost(long containerId) {
        for (LinuxIdMapping range : ranges) {
            long offset = containerId - range.containerID();
            if (offset >= 0 && offset < range.size()) {
                return OptionalLong.of(range.hostID() + offset);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Maps inwards.
     *
     * @param hostId an id outside
     * @return the id in the container; empty if it is not mapped
     */
    public OptionalLong toContainer(long hostId) {
        for (LinuxIdMapping range : ranges) {
            long offset = hostId - range.hostID();
            if (offset >= 0 && offset < range.size()) {
                return OptionalLong.of(range.containerID() + offset);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Returns whether the kernel finds ids in this map: all of them in one range, as it asks of a range of a namespace
     * within.
     *
     * @param first the first id in the namespace
     * @param size how many ids
     * @return whether a range contains all of them
     */
    public boolean contains(long first, long size) {
        for (LinuxIdMapping range : ranges) {
            if (first >= range.containerID() && first + size <= range.containerID() + range.size()) {
                return true;
            }
        }
        return false;
    }

    /** {@return what is written to {@code /proc/PID/uid_map} or {@code gid_map}: a line for each range} */
    public String procFormat() {
        StringBuilder text = new StringBuilder();
        for (LinuxIdMapping range : ranges) {
            text.append(range.containerID())
                    .append(' ')
                    .append(range.hostID())
                    .append(' ')
                    .append(range.size())
                    .append('\n');
        }
        return text.toString();
    }
}
