package dev.hexrun.adapter.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Runs a filter as the kernel does: as much of classic BPF as filters of system calls have, {@code seccomp(2)}. */
final class Interpreter {

    private Interpreter() {}

    /** What happens to a call: {@code SECCOMP_RET_*} with its data. */
    static int run(List<Long> program, int arch, int number, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(number).putInt(arch).putLong(0);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        int accumulator = 0;
        for (int at = 0; at < program.size(); at++) {
            ByteBuffer instruction = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            instruction.putLong(0, program.get(at));
            instruction.order(ByteOrder.nativeOrder());
            int code = Short.toUnsignedInt(instruction.getShort(0));
            int ifTrue = Byte.toUnsignedInt(instruction.get(2));
            int ifFalse = Byte.toUnsignedInt(instruction.get(3));
            int value = instruction.getInt(4);
            switch (code) {
                case 0x20 -> accumulator = data.getInt(value);
                case 0x54 -> accumulator &= value;
                case 0x05 -> at += value;
                case 0x15 -> at += accumulator == value ? ifTrue : ifFalse;
                case 0x25 -> at += Integer.compareUnsigned(accumulator, value) > 0 ? ifTrue : ifFalse;
                case 0x35 -> at += Integer.compareUnsigned(accumulator, value) >= 0 ? ifTrue : ifFalse;
                case 0x45 -> at += (accumulator & value) != 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return value;
                }
                default -> throw new AssertionError("instruction 0x" + Integer.toHexString(code) + " at " + at);
            }
        }
        throw new AssertionError("the program runs past its end");
    }
}
