package dev.hexrun.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.IoPriorityClass;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxIoPriority;
import dev.hexrun.domain.config.LinuxMemoryPolicy;
import dev.hexrun.domain.config.LinuxPersonality;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulingStepsTest {

    private static List<Step> steps(Process process, Linux linux) {
        List<Step> steps = new ArrayList<>();
        SchedulingSteps.add(steps, process, linux);
        return steps;
    }

    @Test
    void addsNoSteps_withoutConfiguration() {
        assertThat(steps(Process.builder().build(), Linux.builder().build())).isEmpty();
    }

    @Test
    void hasTheNumbersOfTheKernel() {
        Process process = Process.builder()
                .scheduler(Scheduler.builder()
                        .policy(SchedulerPolicy.SCHED_DEADLINE)
                        .addFlags(SchedulerFlag.SCHED_FLAG_RESET_ON_FORK, SchedulerFlag.SCHED_FLAG_DL_OVERRUN)
                        .runtime(1)
                        .deadline(2)
                        .period(3)
                        .build())
                .ioPriority(new LinuxIoPriority(IoPriorityClass.IOPRIO_CLASS_RT, 4))
                .build();
        Linux linux = Linux.builder()
                .personality(LinuxPersonality.builder()
                        .domain(PersonalityDomain.LINUX32)
                        .build())
                .memoryPolicy(LinuxMemoryPolicy.builder()
                        .mode(MemoryPolicyMode.MPOL_PREFERRED)
                        .nodes(" 0-1 ")
                        .addFlags(MemoryPolicyFlag.MPOL_F_STATIC_NODES)
                        .build())
                .build();

        assertThat(steps(process, linux))
                .containsExactly(
                        new SchedulingStep.SetScheduler("SCHED_DEADLINE", 6, 5, 0, 0, new Deadline(1, 2, 3)),
                        new SchedulingStep.SetIoPriority("IOPRIO_CLASS_RT", 1, 4),
                        new SchedulingStep.SetPersonality(8),
                        new SchedulingStep.SetMemoryPolicy("MPOL_PREFERRED", 0x8001, "0-1"));
    }
}
