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
 * What a container uses, as people want to see it. Absent is what the host does not count.
 *
 * @param id the container
 * @param cpuPercent processor time in percent of one processor, since it was looked at before
 * @param memory bytes in use, without the part of the page cache that the kernel gives back first
 * @param memoryLimit bytes that it may use; absent if there is no limit
 * @param memoryPercent what it uses of its limit; absent if there is none
 * @param pids processes and threads
 * @param pidsLimit how many there may be; absent if there is no limit
 * @param readBytes bytes read from block devices since it began
 * @param writtenBytes bytes written to block devices since it began
 * @param cpuPressure percent of the last 10 seconds in which some process waited for a processor
 * @param memoryPressure the same for memory
 * @param ioPressure the same for block devices
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

    /** No machine has so much; both versions of cgroups have a number above it for no limit. */
    private static final long NO_LIMIT = 1L << 60;

    private static final double PERCENT = 100;

    /**
     * Works it out.
     *
     * @param id the container
     * @param before what was counted before; the same as {@code now} if it was not looked at before
     * @param now what is counted now
     * @param elapsed the time in between
     * @return what it uses
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
        // v1 has the cgroups below in a number of their own.
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
