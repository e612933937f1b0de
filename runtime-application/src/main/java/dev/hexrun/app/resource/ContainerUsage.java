package dev.hexrun.app.resource;

import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupStats.BlkioEntry;
import dev.hexrun.port.cgroup.CgroupStats.Memory;
import dev.hexrun.port.cgroup.CgroupStats.Pressure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The resource usage of a container, for display. A value that the host does not count is absent.
 *
 * @param id the container
 * @param cpuPercent CPU time since the previous measurement, in percent of one CPU
 * @param memory bytes in use, without the page cache that the kernel reclaims first
 * @param memoryLimit the memory limit in bytes; absent if there is none
 * @param memoryPercent the memory in use, in percent of the limit; absent if there is none
 * @param pids the number of processes and threads
 * @param pidsLimit the limit of processes and threads; absent if there is none
 * @param readBytes bytes read from block devices since the container was created
 * @param writtenBytes bytes written to block devices since the container was created
 * @param cpuPressure percent of the last 10 seconds in which some process waited for a CPU
 * @param memoryPressure percent of the last 10 seconds in which some process waited for memory
 * @param ioPressure percent of the last 10 seconds in which some process waited for block devices
 */
public record ContainerUsage(
        ContainerId id,
        OptionalDouble cpuPercent,
        OptionalLong memory,
        OptionalLong memoryLimit,
        OptionalDouble memoryPercent,
        OptionalLong pids,
        OptionalLong pidsLimit,
        OptionalLong readBytes,
        OptionalLong writtenBytes,
        OptionalDouble cpuPressure,
        OptionalDouble memoryPressure,
        OptionalDouble ioPressure) {

    /** A value above the memory of any machine. Without a limit, both cgroup versions report a higher number. */
    private static final long NO_LIMIT = 1L << 60;

    private static final double PERCENT = 100;

    /**
     * Calculates the usage.
     *
     * @param id the container
     * @param before the previous statistics; the same as {@code now} if there are none
     * @param now the current statistics
     * @param elapsed the time between the two
     * @return the usage between the two
     */
    public static ContainerUsage between(ContainerId id, CgroupStats before, CgroupStats now, Duration elapsed) {
        OptionalLong memory = memory(now.memory());
        OptionalLong limit = limit(now.memory().usage().limit());
        return new ContainerUsage(
                id,
                cpu(before.cpu().usage(), now.cpu().usage(), elapsed),
                memory,
                limit,
                memory.isPresent() && limit.isPresent() && limit.getAsLong() > 0
                        ? OptionalDouble.of(PERCENT * memory.getAsLong() / limit.getAsLong())
                        : OptionalDouble.empty(),
                now.pids().current(),
                limit(now.pids().limit()),
                bytes(now.blkio().serviceBytes(), now, "Read"),
                bytes(now.blkio().serviceBytes(), now, "Write"),
                share(now.cpu().pressure()),
                share(now.memory().pressure()),
                share(now.blkio().pressure()));
    }

    private static OptionalDouble cpu(OptionalLong before, OptionalLong now, Duration elapsed) {
        if (before.isEmpty() || now.isEmpty() || !elapsed.isPositive()) {
            return OptionalDouble.empty();
        }
        long used = Math.max(0, now.getAsLong() - before.getAsLong());
        return OptionalDouble.of(PERCENT * used / elapsed.toNanos());
    }

    private static OptionalLong memory(Memory memory) {
        if (memory.usage().usage().isEmpty()) {
            return OptionalLong.empty();
        }
        // v1 reports the value that includes descendant cgroups under another name.
        Long reclaimable = memory.raw().get("total_inactive_file");
        if (reclaimable == null) {
            reclaimable = memory.raw().getOrDefault("inactive_file", 0L);
        }
        return OptionalLong.of(Math.max(0, memory.usage().usage().getAsLong() - reclaimable));
    }

    private static OptionalLong limit(OptionalLong limit) {
        return limit.isPresent() && limit.getAsLong() >= 0 && limit.getAsLong() < NO_LIMIT
                ? limit
                : OptionalLong.empty();
    }

    private static OptionalLong bytes(List<BlkioEntry> table, CgroupStats stats, String op) {
        if (stats.equals(CgroupStats.NONE)) {
            return OptionalLong.empty();
        }
        long sum = 0;
        for (BlkioEntry entry : table) {
            sum += entry.op().equals(op) ? entry.value() : 0;
        }
        return OptionalLong.of(sum);
    }

    private static OptionalDouble share(Optional<Pressure> pressure) {
        return pressure.isPresent() ? OptionalDouble.of(pressure.get().some().avg10()) : OptionalDouble.empty();
    }
}
