package dev.hexrun.adapter.cgroupfs.v2;

import dev.hexrun.adapter.cgroupfs.tree.ControlGroup;
import dev.hexrun.adapter.cgroupfs.tree.KernelError;
import dev.hexrun.adapter.cgroupfs.tree.ResourceField;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.resource.CpuWeight;

/** {@code linux.resources.cpu} in the cpu and cpuset controllers of v2. */
final class CpuLimits {

    private static final String MAX = "cpu.max";
    private static final String BURST = "cpu.max.burst";

    private CpuLimits() {}

    /** Sets what is asked for. */
    static void apply(ControlGroup group, LinuxCpu cpu) {
        refuseRealtime(ResourceField.CPU_REALTIME_RUNTIME, cpu.realtimeRuntime().orElse(0));
        refuseRealtime(ResourceField.CPU_REALTIME_PERIOD, cpu.realtimePeriod().orElse(0));
        boolean idle = cpu.idle().orElse(0) != 0;
        if (cpu.idle().isPresent()) {
            group.set(
                    ResourceField.CPU_IDLE, "cpu.idle", Long.toString(cpu.idle().getAsLong()));
        }
        long weight = CpuWeight.ofShares(cpu.shares().orElse(0));
        if (weight != 0 && !idle) {
            // The kernel refuses a weight for a cgroup that is idle.
            group.set(ResourceField.CPU_SHARES, "cpu.weight", Long.toString(weight));
        }
        bandwidth(group, cpu);
        set(group, ResourceField.CPU_CPUS, "cpuset.cpus", cpu.cpus().orElse(""));
        set(group, ResourceField.CPU_MEMS, "cpuset.mems", cpu.mems().orElse(""));
    }

    private static void refuseRealtime(ResourceField field, long value) {
        if (value != 0) {
            throw new UnsupportedException(field.pointer(), "cgroup v2 has no limit for real-time processes");
        }
    }

    /** The burst may not be above the quota: where it is refused before the quota is there, it is tried again after. */
    private static void bandwidth(ControlGroup group, LinuxCpu cpu) {
        long quota = cpu.quota().orElse(0);
        long period = cpu.period().orElse(0);
        boolean burstAgain = false;
        if (cpu.burst().isPresent()) {
            String burst = Long.toUnsignedString(cpu.burst().getAsLong());
            if (quota != 0) {
                burstAgain = !group.attempt(ResourceField.CPU_BURST, BURST, burst, KernelError.EINVAL);
            } else {
                group.set(ResourceField.CPU_BURST, BURST, burst);
            }
        }
        if (quota != 0) {
            // Without a period the kernel keeps the one it has, 100000 at first.
            String limit = quota > 0 ? Long.toString(quota) : "max";
            group.set(ResourceField.CPU_QUOTA, MAX, period == 0 ? limit : limit + ' ' + Long.toUnsignedString(period));
        } else if (period != 0) {
            group.set(ResourceField.CPU_PERIOD, MAX, presentQuota(group) + ' ' + Long.toUnsignedString(period));
        }
        if (burstAgain) {
            group.set(
                    ResourceField.CPU_BURST,
                    BURST,
                    Long.toUnsignedString(cpu.burst().orElse(0)));
        }
    }

    /** The file takes no period alone. */
    private static String presentQuota(ControlGroup group) {
        if (!group.has(MAX)) {
            return "max";
        }
        String present = group.read(MAX);
        int space = present.indexOf(' ');
        return space < 0 ? present : present.substring(0, space);
    }

    private static void set(ControlGroup group, ResourceField field, String file, String value) {
        if (!value.isEmpty()) {
            group.set(field, file, value);
        }
    }
}
