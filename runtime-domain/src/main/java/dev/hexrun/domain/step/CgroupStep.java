package dev.hexrun.domain.step;

import java.util.List;

/** The cgroups that the container joins, and the device program of a v2 cgroup. */
public sealed interface CgroupStep extends Step {

    @Override
    default Actor actor() {
        return Actor.LAUNCHER;
    }

    /**
     * Attaches a device program to a v2 cgroup, {@code bpf(2)}.
     *
     * <p>Loads it as {@code BPF_PROG_TYPE_CGROUP_DEVICE} and attaches it; then detaches programs that
     * were attached before.
     *
     * @param cgroup the directory of the cgroup on the host
     * @param instructions the program, a {@code struct bpf_insn} in each element, little endian
     */
    record AttachDeviceProgram(String cgroup, List<Long> instructions) implements CgroupStep {

        /** Copies the list. */
        public AttachDeviceProgram {
            instructions = List.copyOf(instructions);
        }

        @Override
        public int opcode() {
            return 14;
        }

        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "attach the device program to cgroup " + cgroup;
        }
    }

    /**
     * Opens a cgroup that init joins in {@link ProcessStep.Fork}.
     *
     * @param path the directory of the cgroup on the host
     * @param unified whether it is a v2 cgroup
     * @param optional whether EACCES, EPERM, EROFS, ENOENT, ENODEV, EBUSY and EOPNOTSUPP are ignored, here and in
     *     {@code Fork}; for a hierarchy without limits
     */
    record JoinCgroup(String path, boolean unified, boolean optional) implements CgroupStep {

        @Override
        public int opcode() {
            return 30;
        }

        @Override
        public String describe() {
            return "join cgroup " + path + (optional ? " if possible" : "");
        }
    }

    /**
     * Opens the v2 cgroup of a process. The step finds the cgroup by the process, because the container may have chosen
     * its name. Fails with ESRCH if no cgroup lists the process.
     *
     * @param top the directory of the cgroup on the host of which the process is a member, directly or in a descendant
     * @param pid the process, in the runtime's pid namespace
     */
    record JoinCgroupOf(String top, int pid) implements CgroupStep {

        @Override
        public int opcode() {
            return 31;
        }

        @Override
        public String describe() {
            return "join the cgroup of process " + pid + " below " + top;
        }
    }
}
