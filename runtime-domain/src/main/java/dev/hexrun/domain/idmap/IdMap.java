package dev.hexrun.domain.idmap;

import dev.hexrun.domain.config.LinuxIdMapping;
import java.util.List;
import java.util.OptionalLong;

/**
 * A mapping of user or group ids between a user namespace and its parent.
 *
 * @param ranges the ranges; where two overlap, the first one is used
 * @see <a href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public record IdMap(List<LinuxIdMapping> ranges) {
    /** The maximum number of ranges, {@code UID_GID_MAP_MAX_EXTENTS} of linux/user_namespace.h. */
    public static final int MAX_RANGES = 340;

    /** Copies the ranges. */
    public IdMap {
        ranges = List.copyOf(ranges);
    }

    /**
     * Maps an id of the container to the host.
     *
     * @param containerId the id in the container
     * @return the id on the host; empty if it is not mapped
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
     * Returns whether one range contains all of some ids, as the kernel requires of the ranges of a child namespace.
     *
     * @param first the first id in the namespace
     * @param size the number of ids
     * @return {@code true} if one range contains all of them
     */
    public boolean contains(long first, long size) {
        for (LinuxIdMapping range : ranges) {
            if (first >= range.containerID() && first + size <= range.containerID() + range.size()) {
                return true;
            }
        }
        return false;
    }

    /** {@return the content for {@code /proc/PID/uid_map} or {@code gid_map}: a line for each range} */
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
