package dev.hexrun.domain.seccomp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An interpreter of classic BPF programs on {@code struct seccomp_data}, for a system call with unknown arguments: both
 * branches of a jump that depends on them are followed. Instructions that libseccomp does not generate count as a refusal.
 */
final class FilterProgram {

    /** {@code SECCOMP_RET_ACTION_FULL}. */
    private static final long ACTION = 0xffff0000L;

    private static final long UNKNOWN = -1;

    private final List<Long> instructions;

    FilterProgram(List<Long> instructions) {
        this.instructions = instructions;
    }

    /** An instruction and the value of the accumulator before it. */
    private record State(int pc, long accumulator) {

        // A record's own methods are linked at run time, which a command that lives for milliseconds would notice.

        @Override
        public boolean equals(Object other) {
            return other instanceof State point && point.pc == pc && point.accumulator == accumulator;
        }

        @Override
        public int hashCode() {
            return pc * 31 + Long.hashCode(accumulator);
        }
    }

    /** Returns whether the call is executed for all arguments. */
    boolean permits(long architecture, long number) {
        Deque<State> open = new ArrayDeque<>();
        Set<State> seen = new HashSet<>();
        open.add(new State(0, 0));
        while (!open.isEmpty()) {
            State point = open.removeLast();
            if (point.pc() >= instructions.size() || (seen.add(point) && !step(point, architecture, number, open))) {
                return false;
            }
        }
        return true;
    }

    /** Executes one instruction; returns {@code false} if it may refuse the call. */
    private boolean step(State point, long architecture, long number, Deque<State> open) {
        long instruction = instructions.get(point.pc());
        int code = (int) (instruction & 0xffff);
        long constant = instruction >>> 32;
        int next = point.pc() + 1;
        switch (code) {
            case ClassicBpf.LOAD_ABSOLUTE ->
                open.add(new State(
                        next,
                        constant == ClassicBpf.NUMBER_OFFSET
                                ? number
                                : constant == ClassicBpf.ARCHITECTURE_OFFSET ? architecture : UNKNOWN));
            case ClassicBpf.AND_CONSTANT ->
                open.add(new State(next, point.accumulator() == UNKNOWN ? UNKNOWN : point.accumulator() & constant));
            case ClassicBpf.JUMP -> open.add(new State(next + (int) constant, point.accumulator()));
            case ClassicBpf.JUMP_IF_EQUAL,
                    ClassicBpf.JUMP_IF_GREATER,
                    ClassicBpf.JUMP_IF_NOT_LESS,
                    ClassicBpf.JUMP_IF_SET -> {
                boolean unknown = point.accumulator() == UNKNOWN;
                boolean holds = !unknown && holds(code, point.accumulator(), constant);
                if (unknown || holds) {
                    open.add(new State(next + (int) (instruction >>> 16 & 0xff), point.accumulator()));
                }
                if (unknown || !holds) {
                    open.add(new State(next + (int) (instruction >>> 24 & 0xff), point.accumulator()));
                }
            }
            case ClassicBpf.RETURN_CONSTANT -> {
                return (constant & ACTION) == ClassicBpf.RET_ALLOW || (constant & ACTION) == ClassicBpf.RET_LOG;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(int code, long accumulator, long constant) {
        return switch (code) {
            case ClassicBpf.JUMP_IF_EQUAL -> accumulator == constant;
            case ClassicBpf.JUMP_IF_GREATER -> accumulator > constant;
            case ClassicBpf.JUMP_IF_NOT_LESS -> accumulator >= constant;
            default -> (accumulator & constant) != 0;
        };
    }
}
