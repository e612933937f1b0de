package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.CpuAffinity;
import dev.hexrun.domain.config.LinuxMemoryPolicy;
import dev.hexrun.domain.config.MemoryPolicyFlag;
import dev.hexrun.domain.config.MemoryPolicyMode;
import dev.hexrun.domain.config.Scheduler;
import dev.hexrun.domain.config.SchedulerPolicy;
import dev.hexrun.domain.cpuset.CpusetList;
import java.util.Optional;

/**
 * The rules for {@code process.scheduler}, {@code process.ioPriority}, {@code process.execCPUAffinity} and {@code
 * linux.memoryPolicy}.
 */
final class SchedulingRules implements Rules {

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        checkProcess(configuration, problems);
        if (configuration.linux().isPresent()
                && configuration.linux().get().memoryPolicy().isPresent()) {
            memoryPolicy(configuration.linux().get().memoryPolicy().get(), problems);
        }
    }

    void checkProcess(Configuration configuration, Problems.Builder problems) {
        if (configuration.process().isPresent()) {
            var process = configuration.process().get();
            if (process.scheduler().isPresent()) {
                scheduler(process.scheduler().get(), problems);
            }
            if (process.ioPriority().isPresent()) {
                int priority = process.ioPriority().get().priority();
                if (priority < 0 || priority > 7) {
                    problems.add("/process/ioPriority/priority", "invalid ioPriority.Priority: " + priority);
                }
            }
            if (process.execCPUAffinity().isPresent()) {
                CpuAffinity affinity = process.execCPUAffinity().get();
                list("/process/execCPUAffinity/initial", affinity.initial(), problems);
                list("/process/execCPUAffinity/final", affinity.finalCpus(), problems);
            }
        }
    }

    private static void scheduler(Scheduler scheduler, Problems.Builder problems) {
        SchedulerPolicy policy = scheduler.policy();
        boolean timeSharing = policy == SchedulerPolicy.SCHED_OTHER || policy == SchedulerPolicy.SCHED_BATCH;
        // The kernel ignores it for the other policies, and so do other runtimes.
        if (timeSharing && (scheduler.nice() < -20 || scheduler.nice() > 19)) {
            problems.add(
                    "/process/scheduler/nice",
                    "invalid scheduler.nice: " + scheduler.nice() + " when scheduler.policy is " + policy.specName());
        }
        boolean realTime = policy == SchedulerPolicy.SCHED_FIFO || policy == SchedulerPolicy.SCHED_RR;
        if (scheduler.priority() != 0 && !realTime) {
            problems.add(
                    "/process/scheduler/priority",
                    "scheduler.priority can only be specified for SCHED_FIFO or SCHED_RR policy");
        } else if (scheduler.priority() < 0 || scheduler.priority() > 99) {
            problems.add("/process/scheduler/priority", scheduler.priority() + " is not in the range 0 to 99");
        }
        boolean deadline = scheduler.runtime() != 0 || scheduler.deadline() != 0 || scheduler.period() != 0;
        if (policy != SchedulerPolicy.SCHED_DEADLINE && deadline) {
            problems.add(
                    "/process/scheduler",
                    "scheduler runtime/deadline/period can only be specified for SCHED_DEADLINE policy");
        }
    }

    private static void list(String pointer, Optional<String> list, Problems.Builder problems) {
        if (list.isPresent() && !CpusetList.isValid(list.get())) {
            problems.add(pointer, "\"" + list.get() + "\" is not a list of CPUs such as 0-3,7");
        }
    }

    private static void memoryPolicy(LinuxMemoryPolicy policy, Problems.Builder problems) {
        String nodes = policy.nodes().orElse("");
        MemoryPolicyMode mode = policy.mode();
        if (!CpusetList.isValid(nodes)) {
            problems.add("/linux/memoryPolicy/nodes", "invalid memory policy nodes \"" + nodes + "\"");
        }
        switch (mode) {
            case MPOL_DEFAULT, MPOL_LOCAL -> {
                if (!nodes.isBlank()) {
                    problems.add(
                            "/linux/memoryPolicy/nodes",
                            "invalid memory policy nodes \"" + nodes + "\": " + mode + " mode requires 0 nodes but got "
                                    + CpusetList.count(nodes));
                }
            }
            case MPOL_BIND, MPOL_INTERLEAVE, MPOL_WEIGHTED_INTERLEAVE, MPOL_PREFERRED_MANY -> {
                if (nodes.isBlank()) {
                    problems.add(
                            "/linux/memoryPolicy/nodes",
                            "invalid memory policy nodes \"\": " + mode + " requires at least one");
                }
            }
            case MPOL_PREFERRED -> {} // without nodes the same as MPOL_LOCAL
        }
        memoryPolicyFlags(policy, nodes.isBlank(), problems);
    }

    private static void memoryPolicyFlags(LinuxMemoryPolicy policy, boolean noNodes, Problems.Builder problems) {
        MemoryPolicyMode mode = policy.mode();
        boolean fixed = policy.flags().contains(MemoryPolicyFlag.MPOL_F_STATIC_NODES);
        boolean relative = policy.flags().contains(MemoryPolicyFlag.MPOL_F_RELATIVE_NODES);
        if (fixed && relative) {
            problems.add(
                    "/linux/memoryPolicy/flags",
                    "invalid memory policy flags: MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES are mutually exclusive");
        }
        for (int i = 0; i < policy.flags().size(); i++) {
            MemoryPolicyFlag flag = policy.flags().get(i);
            boolean fits = switch (flag) {
                case MPOL_F_NUMA_BALANCING ->
                    mode == MemoryPolicyMode.MPOL_BIND || mode == MemoryPolicyMode.MPOL_PREFERRED_MANY;
                case MPOL_F_RELATIVE_NODES, MPOL_F_STATIC_NODES ->
                    mode != MemoryPolicyMode.MPOL_DEFAULT && mode != MemoryPolicyMode.MPOL_LOCAL && !noNodes;
            };
            if (!fits) {
                problems.add(
                        "/linux/memoryPolicy/flags/" + i,
                        "invalid memory policy flag \"" + flag + "\" for mode " + mode);
            }
        }
    }
}
