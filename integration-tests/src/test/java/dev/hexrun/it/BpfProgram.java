package dev.hexrun.it;

import java.util.List;

/**
 * A program of classic BPF, {@code struct sock_filter} of {@code linux/filter.h}, as a seccomp filter. Only for
 * little-endian machines.
 */
final class BpfProgram {

    private static final int LOAD = 0x20;
    private static final int JUMP = 0x05;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER = 0x25;
    private static final int JUMP_GREATER_OR_EQUAL = 0x35;
    private static final int JUMP_SET = 0x45;
    private static final int AND = 0x54;
    private static final int RETURN = 0x06;

    private final long[] instructions;
    private boolean argumentsLoaded;

    /**
     * Creates a program.
     *
     * @param instructions the bytes of each instruction, the first byte lowest
     */
    BpfProgram(List<Long> instructions) {
        this.instructions = instructions.stream().mapToLong(Long::longValue).toArray();
    }

    int length() {
        return instructions.length;
    }

    /** Returns the action for a system call: {@code SECCOMP_RET_*} with its data. */
    int run(int architecture, int number, long[] arguments) {
        int accumulator = 0;
        argumentsLoaded = false;
        for (int pc = 0; pc < instructions.length; pc++) {
            long instruction = instructions[pc];
            int constant = (int) (instruction >>> 32);
            boolean jumps;
            switch ((int) (instruction & 0xffff)) {
                case LOAD -> {
                    accumulator = load(constant, architecture, number, arguments);
                    continue;
                }
                case AND -> {
                    accumulator &= constant;
                    continue;
                }
                case JUMP -> {
                    pc += constant;
                    continue;
                }
                case RETURN -> {
                    return constant;
                }
                case JUMP_EQUAL -> jumps = accumulator == constant;
                case JUMP_GREATER -> jumps = Integer.compareUnsigned(accumulator, constant) > 0;
                case JUMP_GREATER_OR_EQUAL -> jumps = Integer.compareUnsigned(accumulator, constant) >= 0;
                case JUMP_SET -> jumps = (accumulator & constant) != 0;
                default -> throw new AssertionError("instruction " + Long.toHexString(instruction) + " at " + pc);
            }
            pc += (int) (instruction >>> (jumps ? 16 : 24)) & 0xff;
        }
        throw new AssertionError("the program has no end");
    }

    /** Returns whether the last action depended on the arguments. */
    boolean hasLoadedArguments() {
        return argumentsLoaded;
    }

    /** Loads four bytes of {@code struct seccomp_data} of {@code linux/seccomp.h}. */
    private int load(int offset, int architecture, int number, long[] arguments) {
        return switch (offset) {
            case 0 -> number;
            case 4 -> architecture;
            case 8, 12 -> 0;
            default -> {
                argumentsLoaded = true;
                yield (int) (arguments[(offset - 16) / 8] >>> (offset % 8 * 8));
            }
        };
    }
}
