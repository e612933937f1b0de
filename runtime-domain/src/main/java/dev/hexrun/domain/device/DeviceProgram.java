package dev.hexrun.domain.device;

import java.util.ArrayList;
import java.util.List;

/**
 * A compiler of a policy to an eBPF program of type {@code BPF_PROG_TYPE_CGROUP_DEVICE}, which cgroup v2 has instead of
 * a device controller. The program is exact.
 *
 * <p>The kernel calls it with a {@code struct bpf_cgroup_dev_ctx}: type and access in one word, major number, minor
 * number. The program walks the rules from the last to the first and keeps the accesses that no rule has decided yet: a
 * rule that allows removes its accesses, and the program allows the request when none is left. It denies the request if
 * a rule denies one of the remaining accesses, or at the end of the rules. Several rules may allow one request
 * together.
 *
 * @see <a href="https://docs.kernel.org/bpf/standardization/instruction-set.html">BPF instruction set</a>
 */
public final class DeviceProgram {

    // linux/bpf.h: BPF_DEVCG_DEV_*
    private static final int BLOCK = 1;
    private static final int CHARACTER = 2;

    // Opcodes: BPF_LDX|BPF_MEM|BPF_W, BPF_ALU64 with BPF_K or BPF_X, BPF_JMP32 with BPF_K, BPF_JMP|BPF_EXIT.
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
    private static final int UNDECIDED = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;
    private static final int SCRATCH = 6;

    private final List<Long> instructions = new ArrayList<>();

    private DeviceProgram() {}

    /**
     * Compiles a policy.
     *
     * @param policy the policy
     * @return the instructions, each a {@code struct bpf_insn} in little-endian order
     */
    public static List<Long> of(DevicePolicy policy) {
        DeviceProgram program = new DeviceProgram();
        program.loadContext();
        for (DeviceRule rule : policy.rules().reversed()) {
            if (rule.devices().matchesAll()) {
                // Preceding rules have no effect, and the verifier rejects unreachable instructions.
                program.addReturn(rule.allow());
                return List.copyOf(program.instructions);
            }
            program.addRule(rule.devices(), rule.access().bits(), rule.allow());
        }
        program.addReturn(false);
        return List.copyOf(program.instructions);
    }

    private void loadContext() {
        add(LOAD_WORD, TYPE, CONTEXT, 0, 0);
        add(MOVE_REGISTER, UNDECIDED, TYPE, 0, 0);
        add(AND, TYPE, 0, 0, 0xffff);
        add(SHIFT_RIGHT, UNDECIDED, 0, 0, 16);
        add(LOAD_WORD, MAJOR, CONTEXT, 4, 0);
        add(LOAD_WORD, MINOR, CONTEXT, 8, 0);
    }

    private void addRule(DevicePattern devices, int bits, boolean allow) {
        List<Integer> toNext = new ArrayList<>(4);
        toNext.add(addJump(JUMP_IF_NOT, TYPE, devices.isBlock() ? BLOCK : CHARACTER));
        if (devices.major() != DevicePattern.ANY) {
            toNext.add(addJump(JUMP_IF_NOT, MAJOR, (int) devices.major()));
        }
        if (devices.minor() != DevicePattern.ANY) {
            toNext.add(addJump(JUMP_IF_NOT, MINOR, (int) devices.minor()));
        }
        if (allow) {
            add(AND, UNDECIDED, 0, 0, ~bits);
            toNext.add(addJump(JUMP_IF_NOT, UNDECIDED, 0));
        } else {
            add(MOVE_REGISTER, SCRATCH, UNDECIDED, 0, 0);
            add(AND, SCRATCH, 0, 0, bits);
            toNext.add(addJump(JUMP_IF, SCRATCH, 0));
        }
        addReturn(allow);
        for (int index : toNext) {
            long distance = instructions.size() - index - 1L;
            instructions.set(index, instructions.get(index) | distance << 16);
        }
    }

    private void addReturn(boolean allow) {
        add(MOVE, RESULT, 0, 0, allow ? 1 : 0);
        add(EXIT, 0, 0, 0, 0);
    }

    /** Adds a jump whose distance is set later, and returns its index. */
    private int addJump(int opcode, int register, int value) {
        add(opcode, register, 0, 0, value);
        return instructions.size() - 1;
    }

    private void add(int opcode, int destination, int source, int offset, int immediate) {
        instructions.add(
                opcode | (long) destination << 8 | (long) source << 12 | (long) offset << 16 | (long) immediate << 32);
    }
}
