package dev.hexrun.domain.device;

import java.util.List;

/** An interpreter of the eBPF instructions of device programs. */
final class BpfInterpreter {

    // linux/bpf.h: BPF_DEVCG_DEV_*
    private static final int BLOCK = 1;
    private static final int CHARACTER = 2;

    private final int[] context;
    private final long[] registers = new long[11];

    private BpfInterpreter(int[] context) {
        this.context = context;
    }

    /** Returns the answer of a program to one request. */
    static boolean permits(List<Long> program, DevicePattern device, DeviceAccess access) {
        int[] context = {
            access.bits() << 16 | (device.isBlock() ? BLOCK : CHARACTER), (int) device.major(), (int) device.minor()
        };
        return new BpfInterpreter(context).run(program) == 1;
    }

    private long run(List<Long> program) {
        int at = 0;
        while (true) {
            long instruction = program.get(at++);
            int destination = (int) (instruction >> 8 & 0xf);
            int source = (int) (instruction >> 12 & 0xf);
            int offset = (short) (instruction >> 16);
            int immediate = (int) (instruction >> 32);
            switch ((int) (instruction & 0xff)) {
                case 0x61 -> registers[destination] = Integer.toUnsignedLong(context[offset / Integer.BYTES]);
                case 0xbf -> registers[destination] = registers[source];
                case 0xb7 -> registers[destination] = immediate;
                case 0x57 -> registers[destination] &= immediate;
                case 0x77 -> registers[destination] >>>= immediate;
                case 0x56 -> at += (int) registers[destination] != immediate ? offset : 0;
                case 0x16 -> at += (int) registers[destination] == immediate ? offset : 0;
                case 0x95 -> {
                    return registers[0];
                }
                default -> throw new AssertionError("unexpected instruction " + instruction);
            }
        }
    }
}
