package dev.hexrun.testkit.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** An interpreter of the classic BPF instructions that seccomp filters consist of, {@code seccomp(2)}. */
public final class FilterInterpreter {

    private FilterInterpreter() {}

    /**
     * Runs a filter for a system call.
     *
     * @param program the filter, as {@link dev.hexrun.port.seccomp.SeccompCompiler#compile} returns it
     * @param architecture {@code AUDIT_ARCH_*} of {@code linux/audit.h}
     * @param number the number of the call
     * @param arguments the arguments, at most 6
     * @return the action: {@code SECCOMP_RET_*} with its data
     */
    public static int run(List<Long> program, int architecture, int number, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
        data.putInt(number).putInt(architecture).putLong(0);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        int accumulator = 0;
        for (int pc = 0; pc < program.size(); pc++) {
            ByteBuffer instruction = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            instruction.putLong(0, program.get(pc));
            instruction.order(ByteOrder.nativeOrder());
            int code = Short.toUnsignedInt(instruction.getShort(0));
            int ifTrue = Byte.toUnsignedInt(instruction.get(2));
            int ifFalse = Byte.toUnsignedInt(instruction.get(3));
            int constant = instruction.getInt(4);
            switch (code) {
                case 0x20 -> accumulator = data.getInt(constant);
                case 0x54 -> accumulator &= constant;
                case 0x05 -> pc += constant;
                case 0x15 -> pc += accumulator == constant ? ifTrue : ifFalse;
                case 0x25 -> pc += Integer.compareUnsigned(accumulator, constant) > 0 ? ifTrue : ifFalse;
                case 0x35 -> pc += Integer.compareUnsigned(accumulator, constant) >= 0 ? ifTrue : ifFalse;
                case 0x45 -> pc += (accumulator & constant) != 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return constant;
                }
                default ->
                    throw new AssertionError("unexpected instruction 0x" + Integer.toHexString(code) + " at " + pc);
            }
        }
        throw new AssertionError("the program runs past its end");
    }
}
