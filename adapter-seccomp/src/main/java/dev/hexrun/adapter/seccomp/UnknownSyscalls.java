package dev.hexrun.adapter.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The prologue of a filter: calls that are newer than every call in the profile fail with {@code ENOSYS}. The author of the
 * profile did not know them, and programs fall back to an older call only if the new one does not exist, not if it is denied.
 */
final class UnknownSyscalls {

    private static final int ENOSYS = 38;

    /** {@code __X32_SYSCALL_BIT}, which distinguishes the calls of x32 from those of x86-64. */
    private static final int X32_BIT = 0x40000000;

    /** Offsets in {@code struct seccomp_data}. */
    private static final int NUMBER = 0;

    private static final int ARCH = 4;

    /** {@code linux/bpf_common.h}. */
    private static final int LOAD = 0x20;

    private static final int JUMP = 0x05;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_GREATER = 0x25;
    private static final int IF_NOT_LESS = 0x35;
    private static final int RETURN = 0x06;

    private UnknownSyscalls() {}

    /**
     * Compiles the prologue.
     *
     * @param newest the highest number of the calls in the profile, by architecture
     * @return the instructions to prepend to the filter
     */
    static List<Long> enosysPrologue(Map<Integer, Integer> newest) {
        List<List<Long>> blocks = new ArrayList<>();
        newest.forEach((token, number) -> {
            if (token == Architectures.X86_64) {
                blocks.add(block(token, number, newest.get(Architectures.X32)));
            } else if (token != Architectures.X32) {
                blocks.add(block(token, number, null));
            } else if (!newest.containsKey(Architectures.X86_64)) {
                blocks.add(block(Architectures.X86_64, Integer.MAX_VALUE, number));
            }
        });
        int rest = blocks.stream().mapToInt(List::size).sum();
        List<Long> program = new ArrayList<>();
        program.add(instruction(LOAD, 0, 0, ARCH));
        for (List<Long> block : blocks) {
            program.addAll(block);
            rest -= block.size();
            // Skips the blocks of the other architectures.
            program.set(program.size() - 1, instruction(JUMP, 0, 0, rest));
        }
        return program;
    }

    /** Returns the instructions for an architecture; the last one jumps to the filter. */
    private static List<Long> block(int arch, int newest, @Nullable Integer newestOfX32) {
        List<Long> calls = new ArrayList<>();
        calls.add(instruction(LOAD, 0, 0, NUMBER));
        if (arch == Architectures.X86_64) {
            calls.add(instruction(IF_NOT_LESS, newestOfX32 == null ? 2 : 3, 0, X32_BIT));
        }
        calls.add(instruction(IF_GREATER, 0, 1, newest));
        calls.add(instruction(RETURN, 0, 0, Actions.ERRNO | ENOSYS));
        if (newestOfX32 != null) {
            calls.add(instruction(JUMP, 0, 0, 2));
            calls.add(instruction(IF_GREATER, 0, 1, newestOfX32 | X32_BIT));
            calls.add(instruction(RETURN, 0, 0, Actions.ERRNO | ENOSYS));
        }
        calls.add(instruction(JUMP, 0, 0, 0));
        List<Long> block = new ArrayList<>();
        block.add(instruction(IF_EQUAL, 0, calls.size(), arch));
        block.addAll(calls);
        return block;
    }

    /** Returns a {@code struct sock_filter} in the byte order of the machine, as a little-endian number. */
    static long instruction(int code, int ifTrue, int ifFalse, int value) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(value);
        return bytes.order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    }
}
