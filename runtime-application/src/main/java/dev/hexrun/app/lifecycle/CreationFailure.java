package dev.hexrun.app.lifecycle;

import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.step.SchedulingStep;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import java.util.Optional;

/** The explanation of a failed creation. */
final class CreationFailure {

    private CreationFailure() {}

    /**
     * Returns the failure with its probable cause. A process that is killed while it starts was most often killed by
     * the OOM killer, so the message reports an OOM kill if the cgroup had one.
     */
    static ContainerException explain(ContainerException failure, Cgroup cgroup, LinuxResources resources) {
        if (!(failure instanceof LaunchFailedException launch)) {
            return failure;
        }
        if (launch.failure().cause() == FailureCause.CHILD_DIED && CgroupDrivers.isOomKilled(cgroup)) {
            return new LaunchFailedException(
                    "container init was OOM-killed (memory limit too low?): " + launch.message(), launch.failure());
        }
        if (launch.failure().errno() == Errno.EPERM
                && launch.failure().step().orElse(null) instanceof SchedulingStep.SetScheduler
                && limitsCpus(resources)) {
            // sched_setattr(2): a deadline task must be allowed on every CPU of its root domain.
            return new LaunchFailedException(
                    "process scheduler can't be used together with AllowedCPUs: " + launch.message(), launch.failure());
        }
        return failure;
    }

    private static boolean limitsCpus(LinuxResources resources) {
        Optional<LinuxCpu> cpu = resources.cpu();
        return cpu.isPresent() && !cpu.get().cpus().orElse("").isEmpty();
    }
}
