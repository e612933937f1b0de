package dev.hexrun.port.cgroup;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The statistics of a container: the contents of its cgroup files at one time. A value is absent, not 0, if the kernel
 * lacks its controller or file. Numbers are unsigned 64-bit. 2<sup>64</sup>-1 stands for {@code max}, which v2 reports
 * if there is no limit; v1 reports a large number instead.
 *
 * @param cpu the CPU time
 * @param cpuset the processors and memory nodes that the container may use
 * @param memory the memory
 * @param pids the processes
 * @param blkio the I/O of block devices
 * @param hugetlb the huge pages, by page size ({@code 2MB})
 * @param rdma the resources of RDMA devices
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/">cgroup v1</a>
 */
public record CgroupStats(
        Cpu cpu, Cpuset cpuset, Memory memory, Pids pids, Blkio blkio, SortedMap<String, Hugetlb> hugetlb, Rdma rdma) {

    /** An instance whose values are all absent. */
    public static final CgroupStats NONE =
            new CgroupStats(Cpu.NONE, Cpuset.NONE, Memory.NONE, Pids.NONE, Blkio.NONE, new TreeMap<>(), Rdma.NONE);

    /** Copies the map. */
    public CgroupStats {
        hugetlb = Collections.unmodifiableSortedMap(new TreeMap<>(hugetlb));
    }

    /**
     * The CPU time since the cgroup was created.
     *
     * @param usage nanoseconds in total
     * @param kernel nanoseconds in kernel mode
     * @param user nanoseconds in user mode
     * @param percpu nanoseconds for each processor; v1 only
     * @param percpuKernel nanoseconds in kernel mode for each processor; v1 only
     * @param percpuUser nanoseconds in user mode for each processor; v1 only
     * @param throttling the throttling by the quota
     * @param burst the bursts above the quota
     * @param pressure the time for which processes waited for a processor
     */
    public record Cpu(
            OptionalLong usage,
            OptionalLong kernel,
            OptionalLong user,
            List<Long> percpu,
            List<Long> percpuKernel,
            List<Long> percpuUser,
            Throttling throttling,
            Burst burst,
            Optional<Pressure> pressure) {

        /** An instance whose values are all absent. */
        public static final Cpu NONE = new Cpu(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(),
                List.of(),
                List.of(),
                Throttling.NONE,
                Burst.NONE,
                Optional.empty());

        /** Copies the lists. */
        public Cpu {
            percpu = List.copyOf(percpu);
            percpuKernel = List.copyOf(percpuKernel);
            percpuUser = List.copyOf(percpuUser);
        }
    }

    /**
     * The throttling of the container by its quota of CPU time.
     *
     * @param periods the number of periods that have elapsed
     * @param throttledPeriods the number of periods in which the container was throttled
     * @param throttledTime nanoseconds for which the container was throttled
     */
    public record Throttling(OptionalLong periods, OptionalLong throttledPeriods, OptionalLong throttledTime) {

        /** An instance whose values are all absent. */
        public static final Throttling NONE =
                new Throttling(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * The bursts of the container: CPU time above its quota, taken from unused time of earlier periods.
     *
     * @param periods the number of periods with a burst
     * @param time nanoseconds above the quota
     */
    public record Burst(OptionalLong periods, OptionalLong time) {

        /** An instance whose values are all absent. */
        public static final Burst NONE = new Burst(OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * The processors and memory nodes, {@code cpuset(7)}. Only v1 has values other than the two lists; flags are 0 or
     * 1.
     *
     * @param cpus the processors, ascending
     * @param mems the memory nodes, ascending
     * @param cpuExclusive {@code cpuset.cpu_exclusive}
     * @param memHardwall {@code cpuset.mem_hardwall}
     * @param memExclusive {@code cpuset.mem_exclusive}
     * @param memoryMigrate {@code cpuset.memory_migrate}
     * @param memorySpreadPage {@code cpuset.memory_spread_page}
     * @param memorySpreadSlab {@code cpuset.memory_spread_slab}
     * @param memoryPressure {@code cpuset.memory_pressure}
     * @param schedLoadBalance {@code cpuset.sched_load_balance}
     * @param schedRelaxDomainLevel {@code cpuset.sched_relax_domain_level}, which is signed
     */
    public record Cpuset(
            List<Integer> cpus,
            List<Integer> mems,
            OptionalLong cpuExclusive,
            OptionalLong memHardwall,
            OptionalLong memExclusive,
            OptionalLong memoryMigrate,
            OptionalLong memorySpreadPage,
            OptionalLong memorySpreadSlab,
            OptionalLong memoryPressure,
            OptionalLong schedLoadBalance,
            OptionalLong schedRelaxDomainLevel) {

        /** An instance whose values are all absent. */
        public static final Cpuset NONE = of(List.of(), List.of());

        /** Copies the lists. */
        public Cpuset {
            cpus = List.copyOf(cpus);
            mems = List.copyOf(mems);
        }

        /**
         * Creates an instance with the values of v2.
         *
         * @param cpus the processors, ascending
         * @param mems the memory nodes, ascending
         * @return an instance in which all other values are absent
         */
        public static Cpuset of(List<Integer> cpus, List<Integer> mems) {
            OptionalLong none = OptionalLong.empty();
            return new Cpuset(cpus, mems, none, none, none, none, none, none, none, none, none);
        }
    }

    /**
     * The memory, in bytes.
     *
     * @param cache the page cache: {@code cache} of v1, {@code file} of v2
     * @param usage the memory
     * @param swap the sum of memory and swap, also on v2
     * @param kernel the kernel memory; v1 only
     * @param kernelTcp the TCP buffers; v1 only
     * @param raw all entries of {@code memory.stat}
     * @param pressure the time for which processes waited for memory
     */
    public record Memory(
            OptionalLong cache,
            Counter usage,
            Counter swap,
            Counter kernel,
            Counter kernelTcp,
            SortedMap<String, Long> raw,
            Optional<Pressure> pressure) {

        /** An instance whose values are all absent. */
        public static final Memory NONE = new Memory(
                OptionalLong.empty(),
                Counter.NONE,
                Counter.NONE,
                Counter.NONE,
                Counter.NONE,
                new TreeMap<>(),
                Optional.empty());

        /** Copies the map. */
        public Memory {
            raw = Collections.unmodifiableSortedMap(new TreeMap<>(raw));
        }
    }

    /**
     * The usage of a resource with a limit.
     *
     * @param limit the limit
     * @param usage the current usage
     * @param max the highest usage so far
     * @param failcnt the number of times that the usage has reached the limit
     */
    public record Counter(OptionalLong limit, OptionalLong usage, OptionalLong max, OptionalLong failcnt) {

        /** An instance whose values are all absent. */
        public static final Counter NONE =
                new Counter(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * The processes and threads.
     *
     * @param current the current number
     * @param limit the maximum number; absent if there is no limit
     */
    public record Pids(OptionalLong current, OptionalLong limit) {

        /** An instance whose values are all absent. */
        public static final Pids NONE = new Pids(OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * The I/O of block devices, including that of descendant cgroups. The tables are those of v1; v2 has the first two.
     *
     * @param serviceBytes bytes
     * @param serviced the number of operations
     * @param queued the number of operations that are queued now
     * @param serviceTime nanoseconds of service
     * @param waitTime nanoseconds of waiting
     * @param merged the number of operations that were merged
     * @param time milliseconds of device time
     * @param sectors the number of sectors of 512 bytes
     * @param pressure the time for which processes waited for block devices
     */
    public record Blkio(
            List<BlkioEntry> serviceBytes,
            List<BlkioEntry> serviced,
            List<BlkioEntry> queued,
            List<BlkioEntry> serviceTime,
            List<BlkioEntry> waitTime,
            List<BlkioEntry> merged,
            List<BlkioEntry> time,
            List<BlkioEntry> sectors,
            Optional<Pressure> pressure) {

        /** An instance whose values are all absent. */
        public static final Blkio NONE = of(List.of(), List.of(), Optional.empty());

        /** Copies the lists. */
        public Blkio {
            serviceBytes = List.copyOf(serviceBytes);
            serviced = List.copyOf(serviced);
            queued = List.copyOf(queued);
            serviceTime = List.copyOf(serviceTime);
            waitTime = List.copyOf(waitTime);
            merged = List.copyOf(merged);
            time = List.copyOf(time);
            sectors = List.copyOf(sectors);
        }

        /**
         * Creates an instance with the values of v2.
         *
         * @param serviceBytes bytes
         * @param serviced the number of operations
         * @param pressure the time for which processes waited for block devices
         * @return an instance in which all other tables are empty
         */
        public static Blkio of(List<BlkioEntry> serviceBytes, List<BlkioEntry> serviced, Optional<Pressure> pressure) {
            List<BlkioEntry> none = List.of();
            return new Blkio(serviceBytes, serviced, none, none, none, none, none, none, pressure);
        }
    }

    /**
     * An entry of a table of block devices.
     *
     * @param major the device's major number
     * @param minor the device's minor number
     * @param op {@code Read}, {@code Write}, {@code Sync}, {@code Async}, {@code Discard} or {@code Total}; empty in
     *     tables that do not distinguish operations
     * @param value the counter
     */
    public record BlkioEntry(long major, long minor, String op, long value) {}

    /**
     * The huge pages of one size, in bytes.
     *
     * @param usage the current usage
     * @param max the highest usage so far; v1 only
     * @param failcnt the number of times that the usage has reached the limit
     */
    public record Hugetlb(OptionalLong usage, OptionalLong max, OptionalLong failcnt) {}

    /**
     * The resources of RDMA devices, with an entry for each device.
     *
     * @param current the current usage
     * @param limit the limits
     */
    public record Rdma(List<RdmaEntry> current, List<RdmaEntry> limit) {

        /** An instance whose values are all absent. */
        public static final Rdma NONE = new Rdma(List.of(), List.of());

        /** Copies the lists. */
        public Rdma {
            current = List.copyOf(current);
            limit = List.copyOf(limit);
        }
    }

    /**
     * The resources of one RDMA device.
     *
     * @param device the name of the device
     * @param hcaHandles the number of HCA handles; absent if there is no limit
     * @param hcaObjects the number of HCA objects; absent if there is no limit
     */
    public record RdmaEntry(String device, OptionalLong hcaHandles, OptionalLong hcaObjects) {}

    /**
     * The pressure stall information of the kernel ({@code psi.rst}).
     *
     * @param some the time in which at least one process waited
     * @param full the time in which all processes waited
     */
    public record Pressure(Stall some, Stall full) {}

    /**
     * The time in which processes waited.
     *
     * @param avg10 percent of the last 10 seconds
     * @param avg60 percent of the last minute
     * @param avg300 percent of the last five minutes
     * @param total microseconds in total
     */
    public record Stall(double avg10, double avg60, double avg300, long total) {

        /** An instance without any waiting time. */
        public static final Stall NONE = new Stall(0, 0, 0, 0);
    }
}
