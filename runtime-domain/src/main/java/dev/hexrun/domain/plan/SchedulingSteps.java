package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.IoPriorityClass;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxIoPriority;
import dev.hexrun.domain.config.LinuxMemoryPolicy;
import dev.hexrun.domain.config.MemoryPolicyFlag;
import dev.hexrun.domain.config.MemoryPolicyMode;
import dev.hexrun.domain.config.PersonalityDomain;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Scheduler;
import dev.hexrun.domain.config.SchedulerFlag;
import dev.hexrun.domain.config.SchedulerPolicy;
import dev.hexrun.domain.step.Deadline;
import dev.hexrun.domain.step.SchedulingStep;
import dev.hexrun.domain.step.Step;
import java.util.List;

/**
 * Scheduling, I/O priority and memory policy of a process. They are set before the change of user, because most of them
 * require privileges. The numbers are those of {@code linux/sched.h}, {@code linux/ioprio.h}, {@code sys/personality.h}
 * and {@code linux/mempolicy.h}.
 */
final class SchedulingSteps {

    private static final int PER_LINUX32 = 0x0008;

    private SchedulingSteps() {}

    static void add(List<Step> steps, Process process, Linux linux) {
        if (process.scheduler().isPresent()) {
            steps.add(scheduler(process.scheduler().get()));
        }
        if (process.ioPriority().isPresent()) {
            LinuxIoPriority priority = process.ioPriority().get();
            steps.add(new SchedulingStep.SetIoPriority(
                    priority.priorityClass().specName(), number(priority.priorityClass()), priority.priority()));
        }
        if (linux.personality().isPresent()) {
            steps.add(new SchedulingStep.SetPersonality(
                    linux.personality().get().domain() == PersonalityDomain.LINUX32 ? PER_LINUX32 : 0));
        }
        if (linux.memoryPolicy().isPresent()) {
            steps.add(memoryPolicy(linux.memoryPolicy().get()));
        }
    }

    private static Step scheduler(Scheduler scheduler) {
        long flags = 0;
        for (SchedulerFlag flag : scheduler.flags()) {
            flags |= bit(flag);
        }
        return new SchedulingStep.SetScheduler(
                scheduler.policy().specName(),
                number(scheduler.policy()),
                flags,
                scheduler.nice(),
                scheduler.priority(),
                new Deadline(scheduler.runtime(), scheduler.deadline(), scheduler.period()));
    }

    private static int number(SchedulerPolicy policy) {
        return switch (policy) {
            case SCHED_OTHER -> 0;
            case SCHED_FIFO -> 1;
            case SCHED_RR -> 2;
            case SCHED_BATCH -> 3;
            case SCHED_ISO -> 4;
            case SCHED_IDLE -> 5;
            case SCHED_DEADLINE -> 6;
        };
    }

    private static long bit(SchedulerFlag flag) {
        return switch (flag) {
            case SCHED_FLAG_RESET_ON_FORK -> 0x01;
            case SCHED_FLAG_RECLAIM -> 0x02;
            case SCHED_FLAG_DL_OVERRUN -> 0x04;
            case SCHED_FLAG_KEEP_POLICY -> 0x08;
            case SCHED_FLAG_KEEP_PARAMS -> 0x10;
            case SCHED_FLAG_UTIL_CLAMP_MIN -> 0x20;
            case SCHED_FLAG_UTIL_CLAMP_MAX -> 0x40;
        };
    }

    private static int number(IoPriorityClass priority) {
        return switch (priority) {
            case IOPRIO_CLASS_RT -> 1;
            case IOPRIO_CLASS_BE -> 2;
            case IOPRIO_CLASS_IDLE -> 3;
        };
    }

    private static Step memoryPolicy(LinuxMemoryPolicy policy) {
        int mode = number(policy.mode());
        for (MemoryPolicyFlag flag : policy.flags()) {
            mode |= bit(flag);
        }
        return new SchedulingStep.SetMemoryPolicy(
                policy.mode().specName(), mode, policy.nodes().orElse("").strip());
    }

    private static int number(MemoryPolicyMode mode) {
        return switch (mode) {
            case MPOL_DEFAULT -> 0;
            case MPOL_PREFERRED -> 1;
            case MPOL_BIND -> 2;
            case MPOL_INTERLEAVE -> 3;
            case MPOL_LOCAL -> 4;
            case MPOL_PREFERRED_MANY -> 5;
            case MPOL_WEIGHTED_INTERLEAVE -> 6;
        };
    }

    private static int bit(MemoryPolicyFlag flag) {
        return switch (flag) {
            case MPOL_F_NUMA_BALANCING -> 1 << 13;
            case MPOL_F_RELATIVE_NODES -> 1 << 14;
            case MPOL_F_STATIC_NODES -> 1 << 15;
        };
    }
}
