package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.cpuset.CpusetList;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.resource.CpuWeight;
import dev.hexrun.domain.resource.IoWeight;
import dev.hexrun.domain.resource.SwapLimit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Limits as properties of a unit, {@code systemd.resource-control(5)}. systemd needs them because it would otherwise
 * write other values when it writes the cgroups of its units again. The class has no side effects. Limits without a
 * property of systemd are written to the kernel's files only.
 */
final class ResourceProperties {

    private static final String CPU_MAX = "cpu.max";
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long DEFAULT_PERIOD = 100_000;

    /** The step of a quota: systemd drops fractions of a percent of a CPU, so the driver rounds up first. */
    private static final long QUOTA_STEP = 10_000;

    /**
     * The bounds of a quota, min_cfs_quota_period and max_cfs_runtime in kernel/sched/core.c. The driver does not round
     * values beyond them, which the kernel refuses.
     */
    private static final long MIN_QUOTA = 1000;

    private static final long MAX_QUOTA = 1L << 40;

    private static final int QUOTA_PERIOD_SINCE = 242;
    private static final int CPUSET_SINCE = 244;
    private static final int IDLE_SINCE = 252;

    private static final Property IDLE = Property.of("CPUWeight", 0);

    private final boolean unified;
    private final int version;
    private final List<Property> properties = new ArrayList<>();

    private ResourceProperties(boolean unified, int version) {
        this.unified = unified;
        this.version = version;
    }

    /**
     * Translates limits to properties. An absent limit has no property.
     *
     * @param resources the limits, without device rules
     * @param unified whether the host has cgroup v2 only
     * @param version the version of systemd
     */
    static List<Property> of(LinuxResources resources, boolean unified, int version) {
        ResourceProperties all = new ResourceProperties(unified, version);
        if (resources.memory().isPresent()) {
            all.memory(resources.memory().get());
        }
        if (resources.cpu().isPresent()) {
            all.cpu(resources.cpu().get());
        }
        if (resources.pids().isPresent() && resources.pids().get().limit().isPresent()) {
            all.tasks(resources.pids().get().limit().getAsLong());
        }
        if (resources.blockIO().isPresent()) {
            all.io(resources.blockIO().get());
        }
        if (unified) {
            boolean idle = version >= IDLE_SINCE
                    && resources.unified().getOrDefault("cpu.idle", "").strip().equals("1");
            for (Map.Entry<String, String> file : resources.unified().entrySet()) {
                all.file(file.getKey(), file.getValue(), idle);
            }
        }
        return all.properties;
    }

    /**
     * Returns the limits as systemd keeps them, with a quota in whole percents of a CPU. systemd writes that quota
     * whenever it writes all properties ({@code systemctl daemon-reload}), so the cgroup needs it from the start.
     *
     * @param resources the limits
     * @return the limits to write to the kernel's files
     */
    static LinuxResources rounded(LinuxResources resources) {
        LinuxResources rounded = resources;
        LinuxCpu cpu = resources.cpu().orElse(null);
        if (cpu != null && cpu.quota().orElse(0) > 0) {
            long period = cpu.period().orElse(0);
            rounded = LinuxResources.builder()
                    .from(rounded)
                    .cpu(LinuxCpu.builder()
                            .from(cpu)
                            .quota(roundedQuota(cpu.quota().getAsLong(), period))
                            .build())
                    .build();
        }
        String max = resources.unified().get(CPU_MAX);
        if (max != null) {
            Map<String, String> unified = new LinkedHashMap<>(resources.unified());
            unified.put(CPU_MAX, roundedCpuMax(max));
            rounded = LinuxResources.builder().from(rounded).unified(unified).build();
        }
        return rounded;
    }

    /**
     * Returns whether the limits set a weight, which makes systemd end the idle state of a unit.
     *
     * @param properties the limits as properties
     * @param version the version of systemd
     * @return {@code true} if systemd ends the idle state
     */
    static boolean endIdle(List<Property> properties, int version) {
        for (Property property : properties) {
            if (property.name().equals("CPUWeight") && !property.equals(IDLE)) {
                return version >= IDLE_SINCE;
            }
        }
        return false;
    }

    private static String roundedCpuMax(String text) {
        String[] parts = text.strip().split(" ", -1);
        try {
            long quota = Long.parseLong(parts[0]);
            String period = parts.length == 1 ? "" : parts[1];
            long rounded = roundedQuota(quota, period.isEmpty() ? 0 : Long.parseLong(period));
            return parts.length > 2 ? text : (rounded + " " + period).strip();
        } catch (NumberFormatException unlimited) {
            return text;
        }
    }

    private static long roundedQuota(long quota, long period) {
        long micros = period == 0 ? DEFAULT_PERIOD : period;
        return quota < MIN_QUOTA || quota > MAX_QUOTA || micros < 0
                ? quota
                : perSecond(quota, micros) * micros / MICROS_PER_SECOND;
    }

    /** Returns the quota in microseconds per second, rounded up to whole percents. */
    private static long perSecond(long quota, long period) {
        long perSecond = Math.ceilDiv(quota * MICROS_PER_SECOND, period);
        return Math.ceilDiv(perSecond, QUOTA_STEP) * QUOTA_STEP;
    }

    private void add(String name, long value) {
        properties.add(Property.of(name, value));
    }

    private void memory(LinuxMemory memory) {
        long limit = memory.limit().orElse(0);
        if (limit != 0) {
            add(unified ? "MemoryMax" : "MemoryLimit", limit < 0 ? Property.INFINITY : limit);
        }
        if (!unified) {
            return;
        }
        long reservation = memory.reservation().orElse(0);
        if (reservation != 0) {
            add("MemoryLow", reservation < 0 ? Property.INFINITY : reservation);
        }
        OptionalLong swap = SwapLimit.of(memory.swap().orElse(0), limit);
        if (swap.isPresent()) {
            add("MemorySwapMax", swap.getAsLong() < 0 ? Property.INFINITY : swap.getAsLong());
        }
    }

    private void cpu(LinuxCpu cpu) {
        boolean idle = cpu.idle().orElse(0) == 1;
        long shares = cpu.shares().orElse(0);
        if (unified && idle && version >= IDLE_SINCE) {
            properties.add(IDLE);
        } else if (shares != 0) {
            add(unified ? "CPUWeight" : "CPUShares", unified ? CpuWeight.ofShares(shares) : shares);
        } else if (unified && cpu.idle().isPresent() && !idle && version >= IDLE_SINCE) {
            // An earlier CPUWeight must not make the cgroup idle again.
            add("CPUWeight", Property.INFINITY);
        }
        quota(cpu.quota().orElse(0), cpu.period().orElse(0));
        if (unified) {
            mask("AllowedCPUs", cpu.cpus().orElse(""));
            mask("AllowedMemoryNodes", cpu.mems().orElse(""));
        }
    }

    private void quota(long quota, long period) {
        if (period != 0 && version >= QUOTA_PERIOD_SINCE) {
            add("CPUQuotaPeriodUSec", period);
        }
        if (quota < 0) {
            add("CPUQuotaPerSecUSec", Property.INFINITY);
        } else if (quota > 0) {
            long capped = Math.min(quota, MAX_QUOTA);
            add("CPUQuotaPerSecUSec", perSecond(capped, period == 0 ? DEFAULT_PERIOD : period));
        }
    }

    /** Adds a bit mask with a bit for each number, the lowest in the first byte. */
    private void mask(String name, String list) {
        if (list.isBlank() || version < CPUSET_SINCE) {
            return;
        }
        BitSet numbers = CpusetList.of(list);
        List<Object> bytes = new ArrayList<>();
        for (byte b : numbers.toByteArray()) {
            bytes.add((long) (b & 0xFF));
        }
        properties.add(new Property(name, new Variant("ay", bytes)));
    }

    private void tasks(long limit) {
        // systemd has no TasksMax=0.
        add("TasksMax", limit < 0 ? Property.INFINITY : Math.max(limit, 1));
    }

    private void io(LinuxBlockIo io) {
        int weight = io.weight().orElse(0);
        if (weight != 0) {
            add(unified ? "IOWeight" : "BlockIOWeight", unified ? IoWeight.ofBlkioWeight(weight) : weight);
        }
    }

    private void file(String file, String text, boolean idle) {
        String value = text.strip();
        switch (file) {
            case CPU_MAX -> cpuMax(file, value);
            case "cpu.weight" -> {
                if (!idle) {
                    add("CPUWeight", number(file, value));
                }
            }
            case "cpu.idle" -> {
                if (idle) {
                    properties.add(IDLE);
                }
            }
            case "cpuset.cpus" -> mask("AllowedCPUs", numbers(file, value));
            case "cpuset.mems" -> mask("AllowedMemoryNodes", numbers(file, value));
            case "memory.high" -> add("MemoryHigh", number(file, value));
            case "memory.low" -> add("MemoryLow", number(file, value));
            case "memory.min" -> add("MemoryMin", number(file, value));
            case "memory.max" -> add("MemoryMax", number(file, value));
            case "memory.swap.max" -> add("MemorySwapMax", number(file, value));
            case "pids.max" -> {
                long limit = number(file, value);
                tasks(limit == Property.INFINITY ? -1 : limit);
            }
            default -> {
                // The kernel's file only. systemd accepts memory.oom.group when it starts a unit, and not later.
            }
        }
    }

    private void cpuMax(String file, String value) {
        int space = value.indexOf(' ');
        String quota = space < 0 ? value : value.substring(0, space);
        long period = space < 0
                ? DEFAULT_PERIOD
                : number(file, value.substring(space + 1).strip());
        if (period <= 0) {
            throw invalid(file, value);
        }
        quota(number(file, quota), period);
    }

    private static long number(String file, String value) {
        if (value.equals("max")) {
            return Property.INFINITY;
        }
        try {
            return Long.parseUnsignedLong(value);
        } catch (NumberFormatException e) {
            throw invalid(file, value);
        }
    }

    private static String numbers(String file, String value) {
        if (!CpusetList.isValid(value)) {
            throw invalid(file, value);
        }
        return value;
    }

    private static ContainerException invalid(String file, String value) {
        return new ContainerException(
                "/linux/resources/unified/" + file + ": " + value + ": systemd has no property for this value");
    }
}
