package dev.hexrun.domain.step;

/** Scheduling, priorities, memory placement and resource limits of the process. */
public sealed interface SchedulingStep extends Step {

    @Override
    default Actor actor() {
        return Actor.INIT;
    }

    /**
     * Limits a resource of init, {@code prlimit(2)}. The front may raise limits that init may not raise. Without {@code
     * CAP_SYS_RESOURCE}, it can do so only until init has changed its user.
     *
     * @param actor the front or init
     * @param type the name, for example {@code RLIMIT_NOFILE}
     * @param resource its number
     * @param soft the soft limit, unsigned
     * @param hard the hard limit, unsigned
     */
    @ExecutedBy({Actor.FRONT, Actor.INIT})
    record SetRlimit(Actor actor, @NotSent String type, int resource, long soft, long hard) implements SchedulingStep {

        @Override
        public int opcode() {
            return 12;
        }

        @Override
        public String describe() {
            return "limit " + type + " to " + StepText.limit(soft) + " (hard " + StepText.limit(hard) + ")";
        }
    }

    /**
     * Writes {@code /proc/self/oom_score_adj} of the launcher, which init inherits.
     *
     * @param value -1000 to 1000
     * @param tolerateRefusal whether EACCES is ignored, for unprivileged callers
     */
    record SetOomScoreAdj(int value, boolean tolerateRefusal) implements SchedulingStep {

        @Override
        public int opcode() {
            return 20;
        }

        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "set oom_score_adj to " + value;
        }
    }

    /** Allows all CPUs, regardless of the affinity of the caller. */
    record ResetCpuAffinity() implements SchedulingStep {

        @Override
        public int opcode() {
            return 27;
        }

        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "allow all CPUs";
        }
    }

    /**
     * Sets the CPUs on which the process may run, {@code sched_setaffinity(2)}.
     *
     * @param actor the launcher; or init, once it has joined its cgroups
     * @param cpus a list such as {@code 0-3,7}
     */
    @ExecutedBy({Actor.LAUNCHER, Actor.INIT})
    record SetCpuAffinity(Actor actor, @BitMask String cpus) implements SchedulingStep {

        @Override
        public int opcode() {
            return 29;
        }

        @Override
        public String describe() {
            return "run on the CPUs " + cpus;
        }
    }

    /**
     * Sets the scheduling policy of the process, {@code sched_setattr(2)}; the fields are those of {@code struct
     * sched_attr}.
     *
     * @param policy the name of the policy
     * @param number its number in {@code linux/sched.h}
     * @param flags {@code SCHED_FLAG_*}
     * @param nice the nice value
     * @param priority the real-time priority
     * @param deadline times of a deadline policy, in ns
     */
    record SetScheduler(
            @NotSent String policy,
            @Unsigned int number,
            long flags,
            int nice,
            @Unsigned int priority,
            Deadline deadline)
            implements SchedulingStep {

        @Override
        public int opcode() {
            return 92;
        }

        @Override
        public String describe() {
            return "set scheduling policy " + policy + " (nice " + nice + ", priority " + priority + ")";
        }
    }

    /**
     * Sets the I/O priority of the process, {@code ioprio_set(2)}.
     *
     * @param name the name of the class
     * @param number its number in {@code linux/ioprio.h}
     * @param level 0, the highest, to 7
     */
    record SetIoPriority(
            @NotSent String name,
            @Unsigned int number,
            @Unsigned int level) implements SchedulingStep {

        @Override
        public int opcode() {
            return 93;
        }

        @Override
        public String describe() {
            return "set I/O priority " + name + " " + level;
        }
    }

    /**
     * Sets the execution domain of the process, {@code personality(2)}.
     *
     * @param persona the value of {@code sys/personality.h}
     */
    record SetPersonality(@Unsigned int persona) implements SchedulingStep {

        @Override
        public int opcode() {
            return 94;
        }

        @Override
        public String describe() {
            return "set personality 0x" + Integer.toHexString(persona);
        }
    }

    /**
     * Sets the NUMA memory policy of the process, {@code set_mempolicy(2)}.
     *
     * @param name the name of the mode
     * @param mode its number in {@code linux/mempolicy.h}, with flags
     * @param nodes a list such as {@code 0-1}, empty for none
     */
    record SetMemoryPolicy(
            @NotSent String name,
            @Unsigned int mode,
            @BitMask String nodes) implements SchedulingStep {

        @Override
        public int opcode() {
            return 95;
        }

        @Override
        public String describe() {
            return "set memory policy " + name + (nodes.isBlank() ? "" : " for nodes " + nodes);
        }
    }
}
