package dev.hexrun.adapter.cgroupfs.tree;

import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The limits that this driver sets, by their place in the configuration. */
public enum ResourceField {
    /** {@code linux.resources.pids.limit}. */
    PIDS_LIMIT("pids", "pids/limit", false),
    /** {@code linux.resources.memory.limit}. */
    MEMORY_LIMIT("memory", "memory/limit", true),
    /** {@code linux.resources.memory.swap}. */
    MEMORY_SWAP("memory", "memory/swap", true),
    /** {@code linux.resources.memory.reservation}. */
    MEMORY_RESERVATION("memory", "memory/reservation", true),
    /** {@code linux.resources.memory.swappiness}. */
    MEMORY_SWAPPINESS("memory", "memory/swappiness", true),
    /** {@code linux.resources.memory.disableOOMKiller}. */
    MEMORY_DISABLE_OOM_KILLER("memory", "memory/disableOOMKiller", true),
    /** {@code linux.resources.cpu.shares}. */
    CPU_SHARES("cpu", "cpu/shares", false),
    /** {@code linux.resources.cpu.quota}. */
    CPU_QUOTA("cpu", "cpu/quota", false),
    /** {@code linux.resources.cpu.period}. */
    CPU_PERIOD("cpu", "cpu/period", false),
    /** {@code linux.resources.cpu.burst}. */
    CPU_BURST("cpu", "cpu/burst", false),
    /** {@code linux.resources.cpu.idle}. */
    CPU_IDLE("cpu", "cpu/idle", false),
    /** {@code linux.resources.cpu.realtimeRuntime}. */
    CPU_REALTIME_RUNTIME("cpu", "cpu/realtimeRuntime", false),
    /** {@code linux.resources.cpu.realtimePeriod}. */
    CPU_REALTIME_PERIOD("cpu", "cpu/realtimePeriod", false),
    /** {@code linux.resources.cpu.cpus}. */
    CPU_CPUS("cpuset", "cpu/cpus", false),
    /** {@code linux.resources.cpu.mems}. */
    CPU_MEMS("cpuset", "cpu/mems", false);

    private final String controller;
    private final String pointer;
    private final boolean domain;

    ResourceField(String controller, String place, boolean domain) {
        this.controller = controller;
        this.pointer = "/linux/resources/" + place;
        this.domain = domain;
    }

    /**
     * The controller that enforces it, which has the same name in v1 and v2.
     *
     * @return for example {@code memory}
     */
    public String controller() {
        return controller;
    }

    /**
     * Its JSON pointer.
     *
     * @return for example {@code /linux/resources/memory/limit}
     */
    public String pointer() {
        return pointer;
    }

    /**
     * Tells whether its controller works on whole processes only, and so in no threaded cgroup, cgroup-v2.rst "Threads".
     *
     * @return {@code true} if it is a domain controller
     */
    public boolean domain() {
        return domain;
    }

    /**
     * The limits that are asked for. Zero asks for nothing, except for idle and the number of processes.
     *
     * @param resources the configuration
     * @return the fields, in the order in which they stand here
     */
    public static List<ResourceField> askedFor(LinuxResources resources) {
        List<ResourceField> fields = new ArrayList<>();
        Optional<LinuxPids> pids = resources.pids();
        if (pids.isPresent() && pids.get().limit().isPresent()) {
            fields.add(PIDS_LIMIT);
        }
        if (resources.memory().isPresent()) {
            memory(resources.memory().get(), fields);
        }
        if (resources.cpu().isPresent()) {
            cpu(resources.cpu().get(), fields);
        }
        return fields;
    }

    private static void memory(LinuxMemory memory, List<ResourceField> fields) {
        add(MEMORY_LIMIT, memory.limit(), fields);
        add(MEMORY_SWAP, memory.swap(), fields);
        add(MEMORY_RESERVATION, memory.reservation(), fields);
        if (memory.swappiness().orElse(-1) >= 0) {
            fields.add(MEMORY_SWAPPINESS);
        }
        if (memory.disableOOMKiller().orElse(false)) {
            fields.add(MEMORY_DISABLE_OOM_KILLER);
        }
    }

    private static void cpu(LinuxCpu cpu, List<ResourceField> fields) {
        add(CPU_SHARES, cpu.shares(), fields);
        add(CPU_QUOTA, cpu.quota(), fields);
        add(CPU_PERIOD, cpu.period(), fields);
        add(CPU_BURST, cpu.burst(), fields);
        if (cpu.idle().isPresent()) {
            fields.add(CPU_IDLE);
        }
        add(CPU_REALTIME_RUNTIME, cpu.realtimeRuntime(), fields);
        add(CPU_REALTIME_PERIOD, cpu.realtimePeriod(), fields);
        if (!cpu.cpus().orElse("").isEmpty()) {
            fields.add(CPU_CPUS);
        }
        if (!cpu.mems().orElse("").isEmpty()) {
            fields.add(CPU_MEMS);
        }
    }

    private static void add(ResourceField field, OptionalLong value, List<ResourceField> fields) {
        if (value.orElse(0) != 0) {
            fields.add(field);
        }
    }
}
