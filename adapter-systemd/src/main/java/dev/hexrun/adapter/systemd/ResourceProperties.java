package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.cpuset.NumberList;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.resource.CpuWeight;
import dev.hexrun.domain.resource.IoWeight;
import dev.hexrun.domain.resource.SwapLimit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Limits as properties of a unit, {@code systemd.resource-control(5)}: what systemd has to know so that it does not write
 * something else when it writes its units' cgroups anew. Pure. What it has no property for is left to the kernel's files.
 */
final class ResourceProperties {

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long DEFAULT_PERIOD = 100_000;

    /** systemd rounds to whole percents of a CPU and forgets what is left: round up before it does. */
    private static final long QUOTA_STEP = 10_000;

    private static final int QUOTA_PERIOD_SINCE = 242;
    private static final int CPUSET_SINCE = 244;
    private static final int IDLE_SINCE = 252;
    private static final int OOM_POLICY_SINCE = 253;

    private static final Property IDLE = Property.of("CPUWeight", 0);
    private static final LinuxCpu NO_CPU = LinuxCpu.builder().build();

    private final boolean unified;
    private final int version;
    private final List<Property> properties = new ArrayList<>();

    private ResourceProperties(boolean unified, int version) {
        this.unified = unified;
        this.version = version;
    }

    /**
     * Translates limits. Absent ones give no property.
     *
     * @param resources the limits, without device rules
     * @param unified whether the host has v2 alone
     * @param version systemd's
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
            boolean idle = all.idle(resources.unified().getOrDefault("cpu.idle", ""));
            for (Map.Entry<String, String> file : resources.unified().entrySet()) {
                // Idleness is a weight of its own for systemd.
                if (!idle || !file.getKey().equals("cpu.weight")) {
                    all.file(file.getKey(), file.getValue());
                }
            }
        }
        return all.properties;
    }

    /**
     * Limits as systemd writes them: it knows a quota in whole percents of a CPU alone, and would write its own over a
     * finer one whenever it comes by. That of {@code unified} stays as it is.
     *
     * @param resources the limits
     * @return the same, with the quota rounded up
     */
    static LinuxResources rounded(LinuxResources resources) {
        LinuxCpu cpu = resources.cpu().orElse(NO_CPU);
        long quota = cpu.quota().orElse(0);
        if (quota <= 0) {
            return resources;
        }
        long period =
                cpu.period().orElse(0) == 0 ? DEFAULT_PERIOD : cpu.period().getAsLong();
        long perSecond = quota * MICROS_PER_SECOND / period;
        if (perSecond % QUOTA_STEP == 0 && perSecond != 0) {
            return resources;
        }
        return LinuxResources.builder()
                .from(resources)
                .cpu(LinuxCpu.builder()
                        .from(cpu)
                        .quota(perSecond(quota, period) * period / MICROS_PER_SECOND)
                        .build())
                .build();
    }

    /** Whether the limits give a unit a weight, by which systemd ends its idleness. */
    static boolean endIdleness(List<Property> properties, int version) {
        for (Property property : properties) {
            if (property.name().equals("CPUWeight") && !property.equals(IDLE)) {
                return version >= IDLE_SINCE;
            }
        }
        return false;
    }

    private static long perSecond(long quota, long period) {
        long steps = (quota * MICROS_PER_SECOND / period + QUOTA_STEP - 1) / QUOTA_STEP;
        return Math.max(steps, 1) * QUOTA_STEP;
    }

    private boolean idle(String value) {
        return value.strip().equals("1") && version >= IDLE_SINCE;
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
            add("CPUQuotaPerSecUSec", perSecond(quota, period == 0 ? DEFAULT_PERIOD : period));
        }
    }

    /** A bit for each number, the lowest in the first byte. */
    private void mask(String name, String list) {
        if (list.isBlank() || version < CPUSET_SINCE) {
            return;
        }
        BitSet numbers = NumberList.of(list);
        List<Object> bytes = new ArrayList<>();
        for (byte b : numbers.toByteArray()) {
            bytes.add((long) (b & 0xFF));
        }
        properties.add(new Property(name, new Variant("ay", bytes)));
    }

    private void tasks(long limit) {
        // There is no TasksMax=0.
        add("TasksMax", limit < 0 ? Property.INFINITY : Math.max(limit, 1));
    }

    private void io(LinuxBlockIo io) {
        int weight = io.weight().orElse(0);
        if (weight != 0) {
            add(unified ? "IOWeight" : "BlockIOWeight", unified ? IoWeight.ofBlockIo(weight) : weight);
        }
    }

    private void file(String file, String text) {
        String value = text.strip();
        switch (file) {
            case "cpu.max" -> cpuMax(file, value);
            case "cpu.weight" -> add("CPUWeight", number(file, value));
            case "cpu.idle" -> {
                if (idle(value)) {
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
            case "pids.max" -> add("TasksMax", number(file, value));
            case "memory.oom.group" -> {
                if (version >= OOM_POLICY_SINCE) {
                    properties.add(Property.of("OOMPolicy", value.equals("1") ? "kill" : "continue"));
                }
            }
            default -> {
                // The kernel's file alone.
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
            throw wrong(file, value);
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
            throw wrong(file, value);
        }
    }

    private static String numbers(String file, String value) {
        if (!NumberList.isValid(value)) {
            throw wrong(file, value);
        }
        return value;
    }

    private static ContainerException wrong(String file, String value) {
        return new ContainerException(
                "/linux/resources/unified/" + file + ": " + value + ": not a value that systemd can be told");
    }
}
