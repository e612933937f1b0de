package dev.hexrun.port.cgroup;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the kernel has counted for a container: the files of its cgroups at one moment. Absent is what the kernel does not
 * say, since it lacks the controller or the file; that is not 0. Numbers are unsigned 64 bit, where 2<sup>64</sup>-1 stands
 * for {@code max}: v2 says so where nothing is limited, v1 has a large number of its own.
 *
 * @param cpu processor time
 * @param cpuset which processors and memory nodes there are
 * @param memory memory
 * @param pids processes
 * @param blkio block devices
 * @param hugetlb huge pages, by page size ({@code 2MB})
 * @param rdma remote memory access
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/">cgroup v1</a>
 */
public record CgroupStats(
        Cpu cpu, Cpuset cpuset, Memory memory, Pids pids, Blkio blkio, SortedMap<String, Hugetlb> hugetlb, Rdma rdma) {

    /** Nothing is known. */
    public static final CgroupStats NONE =
            new CgroupStats(Cpu.NONE, Cpuset.NONE, Memory.NONE, Pids.NONE, Blkio.NONE, new TreeMap<>(), Rdma.NONE);

    /** Keeps a copy of the map. */
    public CgroupStats {
        hugetlb = Collections.unmodifiableSortedMap(new TreeMap<>(hugetlb));
    }

    /**
     * Processor time since the container began.
     *
     * @param usage nanoseconds in all
     * @param kernel nanoseconds in kernel mode
     * @param user nanoseconds in user mode
     * @param percpu nanoseconds for each processor; v1 only
     * @param percpuKernel nanoseconds in kernel mode for each processor; v1 only
     * @param percpuUser nanoseconds in user mode for each processor; v1 only
     * @param throttling how often the quota held it back
     * @param burst how often it went beyond the quota
     * @param pressure how long processes waited for a processor
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

        /** Nothing is known. */
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

        /** Keeps copies of the lists. */
        public Cpu {
            percpu = List.copyOf(percpu);
            percpuKernel = List.copyOf(percpuKernel);
            percpuUser = List.copyOf(percpuUser);
        }
    }

    /**
     * How often the quota of processor time held the container back.
     *
     * @param periods periods that have passed
     * @param throttledPeriods periods in which it was held back
     * @param throttledTime nanoseconds for which it was
     */
    public record Throttling(OptionalLong periods, OptionalLong throttledPeriods, OptionalLong throttledTime) {

        /** Nothing is known. */
        public static final Throttling NONE =
                new Throttling(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * How often the container used more than its quota of processor time, out of what it had not used before.
     *
     * @param periods periods in which it did
     * @param time nanoseconds beyond the quota
     */
    public record Burst(OptionalLong periods, OptionalLong time) {

        /** Nothing is known. */
        public static final Burst NONE = new Burst(OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * Processors and memory nodes, {@code cpuset(7)}. All but the lists is of v1 alone, and 0 or 1 where it is a switch.
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

        /** Nothing is known. */
        public static final Cpuset NONE = of(List.of(), List.of());

        /** Keeps copies of the lists. */
        public Cpuset {
            cpus = List.copyOf(cpus);
            mems = List.copyOf(mems);
        }

        /**
         * What v2 has.
         *
         * @param cpus the processors, ascending
         * @param mems the memory nodes, ascending
         * @return a value that knows nothing else
         */
        public static Cpuset of(List<Integer> cpus, List<Integer> mems) {
            OptionalLong none = OptionalLong.empty();
            return new Cpuset(cpus, mems, none, none, none, none, none, none, none, none, none);
        }
    }

    /**
     * Memory in bytes.
     *
     * @param cache the page cache: {@code cache} of v1, {@code file} of v2
     * @param usage memory
     * @param swap memory and swap together, on v2 too
     * @param kernel memory of the kernel's; v1 only
     * @param kernelTcp buffers of TCP; v1 only
     * @param raw every line of {@code memory.stat}
     * @param pressure how long processes waited for memory
     */
    public record Memory(
            OptionalLong cache,
            Counter usage,
            Counter swap,
            Counter kernel,
            Counter kernelTcp,
            SortedMap<String, Long> raw,
            Optional<Pressure> pressure) {

        /** Nothing is known. */
        public static final Memory NONE = new Memory(
                OptionalLong.empty(),
                Counter.NONE,
                Counter.NONE,
                Counter.NONE,
                Counter.NONE,
                new TreeMap<>(),
                Optional.empty());

        /** Keeps a copy of the map. */
        public Memory {
            raw = Collections.unmodifiableSortedMap(new TreeMap<>(raw));
        }
    }

    /**
     * Something that is limited.
     *
     * @param limit the limit
     * @param usage what is used now
     * @param max the most that was used
     * @param failcnt how often the limit was met
     */
    public record Counter(OptionalLong limit, OptionalLong usage, OptionalLong max, OptionalLong failcnt) {

        /** Nothing is known. */
        public static final Counter NONE =
                new Counter(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * Processes and threads.
     *
     * @param current how many there are
     * @param limit how many there may be; absent if there is no limit
     */
    public record Pids(OptionalLong current, OptionalLong limit) {

        /** Nothing is known. */
        public static final Pids NONE = new Pids(OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * Block devices, with the cgroups below taken in. The tables are those of v1; v2 fills the first two.
     *
     * @param serviceBytes bytes
     * @param serviced operations
     * @param queued operations that wait now
     * @param serviceTime nanoseconds of service
     * @param waitTime nanoseconds of waiting
     * @param merged operations that were merged
     * @param time milliseconds of device time
     * @param sectors sectors of 512 bytes
     * @param pressure how long processes waited for block devices
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

        /** Nothing is known. */
        public static final Blkio NONE = of(List.of(), List.of(), Optional.empty());

        /** Keeps copies of the lists. */
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
         * What v2 has.
         *
         * @param serviceBytes bytes
         * @param serviced operations
         * @param pressure how long processes waited for block devices
         * @return a value that knows nothing else
         */
        public static Blkio of(List<BlkioEntry> serviceBytes, List<BlkioEntry> serviced, Optional<Pressure> pressure) {
            List<BlkioEntry> none = List.of();
            return new Blkio(serviceBytes, serviced, none, none, none, none, none, none, pressure);
        }
    }

    /**
     * A number of a table of block devices.
     *
     * @param major the device's major number
     * @param minor its minor number
     * @param op {@code Read}, {@code Write}, {@code Sync}, {@code Async}, {@code Discard} or {@code Total}; empty in tables
     *     that do not tell operations apart
     * @param value the number
     */
    public record BlkioEntry(long major, long minor, String op, long value) {}

    /**
     * Huge pages of one size, in bytes.
     *
     * @param usage what is used now
     * @param max the most that was used; v1 only
     * @param failcnt how often the limit was met
     */
    public record Hugetlb(OptionalLong usage, OptionalLong max, OptionalLong failcnt) {}

    /**
     * Remote memory access, device by device.
     *
     * @param current what is used
     * @param limit what may be used
     */
    public record Rdma(List<RdmaEntry> current, List<RdmaEntry> limit) {

        /** Nothing is known. */
        public static final Rdma NONE = new Rdma(List.of(), List.of());

        /** Keeps copies of the lists. */
        public Rdma {
            current = List.copyOf(current);
            limit = List.copyOf(limit);
        }
    }

    /**
     * A device's line.
     *
     * @param device its name
     * @param hcaHandles handles; absent if not limited
     * @param hcaObjects objects; absent if not limited
     */
    public record RdmaEntry(String device, OptionalLong hcaHandles, OptionalLong hcaObjects) {}

    /**
     * Time lost by waiting, as the kernel's pressure stall information has it ({@code psi.rst}).
     *
     * @param some while at least one process waited
     * @param full while every process waited
     */
    public record Pressure(Stall some, Stall full) {}

    /**
     * Lost time.
     *
     * @param avg10 percent of the last 10 seconds
     * @param avg60 percent of the last minute
     * @param avg300 percent of the last five minutes
     * @param total microseconds in all
     */
    public record Stall(double avg10, double avg60, double avg300, long total) {

        /** None was lost. */
        public static final Stall NONE = new Stall(0, 0, 0, 0);
    }
}
