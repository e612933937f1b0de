package dev.hexrun.cgroup.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.cgroup.device.DeviceRule;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the compiled programs on a machine that knows the instructions they are made of. */
class DeviceProgramTest {

    private static final int MKNOD = 1;
    private static final int READ = 2;
    private static final int WRITE = 4;

    @ParameterizedTest
    @CsvSource({
        "c, 1, 3, rw, true", // null
        "c, 1, 3, rwm, true",
        "c, 136, 17, rw, true", // a terminal
        "c, 10, 200, rw, true", // tun
        "c, 1, 1, r, false", // mem
        "c, 1, 1, m, true", // making a node is allowed, opening it is not
        "c, 1, 1, rm, false",
        "b, 8, 0, r, false",
        "b, 8, 0, m, true",
        "b, 1, 3, r, false" // the numbers of null, but a block device
    })
    void standardRulesAllowWhatEveryContainerMayUse(String type, int major, int minor, String access, boolean allowed) {
        assertThat(decide(List.of(rule(false, LinuxDeviceCgroupType.ALL, -1, -1, "rwm")), type, major, minor, access))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 1, r, true",
        "8, 1, w, true",
        "8, 1, rw, true", // two rules together
        "8, 2, r, true",
        "8, 2, w, false",
        "8, 3, r, false", // the last rule that speaks of it
        "9, 3, r, false"
    })
    void laterRuleWins_accessByAccess(int major, int minor, String access, boolean allowed) {
        List<LinuxDeviceCgroup> rules = List.of(
                rule(false, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"),
                rule(true, LinuxDeviceCgroupType.BLOCK, 8, -1, "r"),
                rule(true, LinuxDeviceCgroupType.BLOCK, 8, 1, "w"),
                rule(false, LinuxDeviceCgroupType.BLOCK, 8, 3, "r"));

        assertThat(decide(rules, "b", major, minor, access)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"b, 8, 0, rwm, true", "c, 1, 1, r, false", "c, 1, 1, w, true", "c, 1, 1, rw, false"})
    void allowsEverythingButWhatIsDenied(String type, int major, int minor, String access, boolean allowed) {
        List<LinuxDeviceCgroup> rules = List.of(
                rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"),
                rule(false, LinuxDeviceCgroupType.CHARACTER, 1, 1, "r"));

        assertThat(decide(rules, type, major, minor, access)).isEqualTo(allowed);
    }

    @Test
    void rulesBeforeOneForEverythingLeaveNoInstruction() {
        List<LinuxDeviceCgroup> short1 = List.of(rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"));
        List<LinuxDeviceCgroup> long1 = List.of(
                rule(false, LinuxDeviceCgroupType.BLOCK, 8, 3, "r"),
                rule(true, LinuxDeviceCgroupType.ALL, -1, -1, "rwm"));

        assertThat(DeviceProgram.of(DeviceRule.ofContainer(long1)))
                .isEqualTo(DeviceProgram.of(DeviceRule.ofContainer(short1)));
    }

    private static LinuxDeviceCgroup rule(
            boolean allow, LinuxDeviceCgroupType type, long major, long minor, String access) {
        LinuxDeviceCgroup.Builder rule =
                LinuxDeviceCgroup.builder().allow(allow).type(type).access(access);
        if (major >= 0) {
            rule.major(major);
        }
        if (minor >= 0) {
            rule.minor(minor);
        }
        return rule.build();
    }

    private static boolean decide(List<LinuxDeviceCgroup> rules, String type, int major, int minor, String letters) {
        int access = (letters.contains("m") ? MKNOD : 0)
                | (letters.contains("r") ? READ : 0)
                | (letters.contains("w") ? WRITE : 0);
        int[] context = {access << 16 | (type.equals("b") ? 1 : 2), major, minor};
        return new Machine(context).run(DeviceProgram.of(DeviceRule.ofContainer(rules))) == 1;
    }

    /** The few instructions of BPF that device programs have. */
    private static final class Machine {

        private final int[] context;
        private final long[] registers = new long[11];

        Machine(int[] context) {
            this.context = context;
        }

        long run(List<Long> program) {
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
                    default -> throw new AssertionError("not an instruction of ours: " + instruction);
                }
            }
        }
    }
}
