package dev.hexrun.adapter.cgroupfs.v1;

import dev.hexrun.adapter.cgroupfs.tree.ControlGroup;
import dev.hexrun.adapter.cgroupfs.tree.KernelError;
import dev.hexrun.adapter.cgroupfs.tree.ResourceField;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;

/**
 * {@code linux.resources.cpu} in the cpu controller of v1.
 *
 * @see <a href="https://docs.kernel.org/scheduler/sched-bwc.html">CFS bandwidth control</a>
 * @see <a href="https://docs.kernel.org/scheduler/sched-rt-group.html">real-time group scheduling</a>
 */
final class CpuLimits {

    private static final String SHARES = "cpu.shares";
    private static final String PERIOD = "cpu.cfs_period_us";
    private static final String BURST = "cpu.cfs_burst_us";
    private static final String REALTIME_PERIOD = "cpu.rt_period_us";

    private CpuLimits() {}

    /** Sets what is asked for. */
    static void apply(ControlGroup group, LinuxCpu cpu) {
        boolean idle = cpu.idle().orElse(0) != 0;
        if (cpu.idle().isPresent()) {
            group.set(
                    ResourceField.CPU_IDLE, "cpu.idle", Long.toString(cpu.idle().getAsLong()));
        }
        if (!idle) {
            // The kernel refuses shares for a cgroup that is idle, and gives it the default when it no longer is.
            shares(group, cpu.shares().orElse(0));
        }
        bandwidth(group, cpu);
        realtime(group, cpu);
    }

    /** Sets the time for real-time processes, without which none can join. */
    static void realtime(ControlGroup group, LinuxCpu cpu) {
        long period = cpu.realtimePeriod().orElse(0);
        long runtime = cpu.realtimeRuntime().orElse(0);
        boolean again = period != 0
                && !written(group, ResourceField.CPU_REALTIME_PERIOD, REALTIME_PERIOD, period, runtime != 0);
        if (runtime != 0) {
            group.set(ResourceField.CPU_REALTIME_RUNTIME, "cpu.rt_runtime_us", Long.toString(runtime));
        }
        if (again) {
            group.set(ResourceField.CPU_REALTIME_PERIOD, REALTIME_PERIOD, Long.toString(period));
        }
    }

    /** The kernel takes what is out of range for the nearest end, and says nothing. */
    private static void shares(ControlGroup group, long shares) {
        if (shares == 0) {
            return;
        }
        group.set(ResourceField.CPU_SHARES, SHARES, Long.toUnsignedString(shares));
        long taken = group.number(SHARES).orElse(shares);
        if (taken != shares) {
            throw new ContainerException(ResourceField.CPU_SHARES.pointer() + ": the "
                    + (Long.compareUnsigned(shares, taken) > 0 ? "maximum" : "minimum") + " allowed cpu-shares is "
                    + taken);
        }
    }

    /**
     * Quota, period and burst bound each other and the parent's, so that a value may be refused only because another is
     * not there yet: what is refused before the quota is tried again after it.
     */
    private static void bandwidth(ControlGroup group, LinuxCpu cpu) {
        long quota = cpu.quota().orElse(0);
        long period = cpu.period().orElse(0);
        boolean periodAgain = period != 0 && !written(group, ResourceField.CPU_PERIOD, PERIOD, period, quota != 0);
        boolean burstAgain =
                cpu.burst().isPresent() && !burst(group, cpu.burst().getAsLong(), quota != 0);
        if (quota != 0) {
            group.set(ResourceField.CPU_QUOTA, "cpu.cfs_quota_us", Long.toString(quota));
        }
        if (periodAgain) {
            group.set(ResourceField.CPU_PERIOD, PERIOD, Long.toUnsignedString(period));
        }
        if (burstAgain) {
            group.set(
                    ResourceField.CPU_BURST,
                    BURST,
                    Long.toUnsignedString(cpu.burst().getAsLong()));
        }
    }

    private static boolean burst(ControlGroup group, long burst, boolean quotaFollows) {
        if (burst == 0) {
            // What a kernel before 5.14 has anyway.
            group.attempt(ResourceField.CPU_BURST, BURST, "0", Errno.ENOENT);
            return true;
        }
        return written(group, ResourceField.CPU_BURST, BURST, burst, quotaFollows);
    }

    private static boolean written(
            ControlGroup group, ResourceField field, String file, long value, boolean mayBeRefused) {
        String text = Long.toUnsignedString(value);
        if (mayBeRefused) {
            return group.attempt(field, file, text, KernelError.EINVAL);
        }
        group.set(field, file, text);
        return true;
    }
}
