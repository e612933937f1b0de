package dev.hexrun.adapter.seccomp;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.seccomp.AuditArchitecture;
import dev.hexrun.domain.seccomp.ClassicBpf;
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

    /** {@code __X32_SYSCALL_BIT}, which distinguishes the calls of x32 from those of x86-64. */
    private static final int X32_BIT = 0x40000000;

    /** The highest unsigned number. */
    private static final int NO_LIMIT = -1;

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
            if (token == AuditArchitecture.X86_64) {
                blocks.add(block(token, number, newest.get(Architectures.X32)));
            } else if (token != Architectures.X32) {
                blocks.add(block(token, number, null));
            } else if (!newest.containsKey(AuditArchitecture.X86_64)) {
                blocks.add(block(AuditArchitecture.X86_64, NO_LIMIT, number));
            }
        });
        int rest = blocks.stream().mapToInt(List::size).sum();
        List<Long> program = new ArrayList<>();
        program.add(instruction(ClassicBpf.LOAD_ABSOLUTE, 0, 0, ClassicBpf.ARCHITECTURE_OFFSET));
        for (List<Long> block : blocks) {
            program.addAll(block);
            rest -= block.size();
            // Skips the blocks of the other architectures.
            program.set(program.size() - 1, instruction(ClassicBpf.JUMP, 0, 0, rest));
        }
        return program;
    }

    /** Returns the instructions for an architecture; the last one jumps to the filter. */
    private static List<Long> block(int arch, int newest, @Nullable Integer newestOfX32) {
        List<Long> calls = new ArrayList<>();
        calls.add(instruction(ClassicBpf.LOAD_ABSOLUTE, 0, 0, ClassicBpf.NUMBER_OFFSET));
        if (arch == AuditArchitecture.X86_64) {
            calls.add(instruction(ClassicBpf.JUMP_IF_SET, newestOfX32 == null ? 2 : 3, 0, X32_BIT));
        }
        calls.add(instruction(ClassicBpf.JUMP_IF_GREATER, 0, 1, newest));
        calls.add(instruction(ClassicBpf.RETURN_CONSTANT, 0, 0, Actions.ERRNO | Errno.ENOSYS));
        if (newestOfX32 != null) {
            calls.add(instruction(ClassicBpf.JUMP, 0, 0, 2));
            calls.add(instruction(ClassicBpf.JUMP_IF_GREATER, 0, 1, newestOfX32 | X32_BIT));
            calls.add(instruction(ClassicBpf.RETURN_CONSTANT, 0, 0, Actions.ERRNO | Errno.ENOSYS));
        }
        calls.add(instruction(ClassicBpf.JUMP, 0, 0, 0));
        List<Long> block = new ArrayList<>();
        block.add(instruction(ClassicBpf.JUMP_IF_EQUAL, 0, calls.size(), arch));
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
