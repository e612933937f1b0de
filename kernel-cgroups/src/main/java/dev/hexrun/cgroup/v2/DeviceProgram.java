package dev.hexrun.cgroup.v2;

import dev.hexrun.cgroup.device.Access;
import dev.hexrun.cgroup.device.Device;
import dev.hexrun.cgroup.device.DeviceRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles device rules into a program of type {@code BPF_PROG_TYPE_CGROUP_DEVICE}, which is what cgroup v2 has in place
 * of a device controller.
 *
 * <p>The kernel calls it with a {@code struct bpf_cgroup_dev_ctx}: type and access in one word, major, minor. It keeps
 * the accesses that nothing was said of yet, and walks the rules from the last to the first: what a rule allows is taken
 * off, and once nothing is left the answer is yes; what a rule denies makes it no, and so does the end of the rules. So
 * each access is decided by the last rule that speaks of it, and several rules may allow one request together.
 *
 * @see <a href="https://docs.kernel.org/bpf/standardization/instruction-set.html">BPF instruction set</a>
 */
final class DeviceProgram {

    // linux/bpf.h: BPF_DEVCG_DEV_*, BPF_DEVCG_ACC_*
    private static final int BLOCK = 1;
    private static final int CHARACTER = 2;
    private static final int ACCESS_MKNOD = 1;
    private static final int ACCESS_READ = 2;
    private static final int ACCESS_WRITE = 4;

    // Opcodes: BPF_LDX|BPF_MEM|BPF_W, BPF_ALU64 with BPF_K or BPF_X, BPF_JMP and BPF_JMP32 with BPF_K.
    private static final int LOAD_WORD = 0x61;
    private static final int MOVE_REGISTER = 0xbf;
    private static final int MOVE = 0xb7;
    private static final int AND = 0x57;
    private static final int SHIFT_RIGHT = 0x77;
    private static final int JUMP_IF_NOT = 0x56;
    private static final int JUMP_IF = 0x16;
    private static final int EXIT = 0x95;

    // Registers.
    private static final int RESULT = 0;
    private static final int CONTEXT = 1;
    private static final int TYPE = 2;
    private static final int LEFT = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;
    private static final int SCRATCH = 6;

    private final List<Long> instructions = new ArrayList<>();

    private DeviceProgram() {}

    /**
     * Compiles rules.
     *
     * @param rules the rules in their order
     * @return the instructions, a {@code struct bpf_insn} in each, little endian
     */
    static List<Long> of(List<DeviceRule> rules) {
        DeviceProgram program = new DeviceProgram();
        program.begin();
        for (DeviceRule rule : rules.reversed()) {
            if (rule.device().isEmpty()) {
                // Whatever stands before a rule for everything has no say; the verifier refuses what cannot be reached.
                program.answer(rule.allow());
                return List.copyOf(program.instructions);
            }
            program.rule(rule.device().get(), bits(rule.access()), rule.allow());
        }
        program.answer(false);
        return List.copyOf(program.instructions);
    }

    private void begin() {
        add(LOAD_WORD, TYPE, CONTEXT, 0, 0);
        add(MOVE_REGISTER, LEFT, TYPE, 0, 0);
        add(AND, TYPE, 0, 0, 0xffff);
        add(SHIFT_RIGHT, LEFT, 0, 0, 16);
        add(LOAD_WORD, MAJOR, CONTEXT, 4, 0);
        add(LOAD_WORD, MINOR, CONTEXT, 8, 0);
    }

    private void rule(Device device, int bits, boolean allow) {
        List<Integer> toNext = new ArrayList<>(4);
        toNext.add(jump(JUMP_IF_NOT, TYPE, device.type() == 'b' ? BLOCK : CHARACTER));
        if (device.major() != Device.ANY) {
            toNext.add(jump(JUMP_IF_NOT, MAJOR, (int) device.major()));
        }
        if (device.minor() != Device.ANY) {
            toNext.add(jump(JUMP_IF_NOT, MINOR, (int) device.minor()));
        }
        if (allow) {
            add(AND, LEFT, 0, 0, ~bits);
            toNext.add(jump(JUMP_IF_NOT, LEFT, 0));
        } else {
            add(MOVE_REGISTER, SCRATCH, LEFT, 0, 0);
            add(AND, SCRATCH, 0, 0, bits);
            toNext.add(jump(JUMP_IF, SCRATCH, 0));
        }
        answer(allow);
        for (int at : toNext) {
            long distance = instructions.size() - at - 1L;
            instructions.set(at, instructions.get(at) | distance << 16);
        }
    }

    private void answer(boolean allow) {
        add(MOVE, RESULT, 0, 0, allow ? 1 : 0);
        add(EXIT, 0, 0, 0, 0);
    }

    /** A jump whose distance is filled in later. */
    private int jump(int opcode, int register, int value) {
        add(opcode, register, 0, 0, value);
        return instructions.size() - 1;
    }

    private void add(int opcode, int destination, int source, int offset, int immediate) {
        instructions.add(
                opcode | (long) destination << 8 | (long) source << 12 | (long) offset << 16 | (long) immediate << 32);
    }

    private static int bits(int access) {
        return ((access & Access.READ) != 0 ? ACCESS_READ : 0)
                | ((access & Access.WRITE) != 0 ? ACCESS_WRITE : 0)
                | ((access & Access.MKNOD) != 0 ? ACCESS_MKNOD : 0);
    }
}
