package dev.hexrun.adapter.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.seccomp.AuditArchitecture;
import dev.hexrun.testkit.seccomp.FilterInterpreter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownSyscallsTest {

    private static final int X86 = 0x40000003;
    private static final int AARCH64 = 0xc00000b7;
    private static final int ENOSYS = Actions.ERRNO | 38;
    private static final int PASSED = 7;

    /** Compiles pairs of an architecture and its highest number. */
    private static List<Long> program(int... newest) {
        Map<Integer, Integer> map = new LinkedHashMap<>();
        for (int i = 0; i < newest.length; i += 2) {
            map.put(newest[i], newest[i + 1]);
        }
        List<Long> program = new ArrayList<>(UnknownSyscalls.enosysPrologue(map));
        program.add(UnknownSyscalls.instruction(0x06, 0, 0, PASSED));
        return program;
    }

    @Test
    void failWithEnosys_ifNewerThanTheProfile() {
        List<Long> program = program(AuditArchitecture.X86_64, 300, X86, 200, AARCH64, 100);
        assertThat(FilterInterpreter.run(program, AuditArchitecture.X86_64, 300))
                .isEqualTo(PASSED);
        assertThat(FilterInterpreter.run(program, AuditArchitecture.X86_64, 301))
                .isEqualTo(ENOSYS);
        assertThat(FilterInterpreter.run(program, X86, 200)).isEqualTo(PASSED);
        assertThat(FilterInterpreter.run(program, X86, 201)).isEqualTo(ENOSYS);
        assertThat(FilterInterpreter.run(program, AARCH64, 0)).isEqualTo(PASSED);
        assertThat(FilterInterpreter.run(program, AARCH64, 101)).isEqualTo(ENOSYS);
    }

    @Test
    void arePassedToTheFilterOnOtherArchitectures() {
        List<Long> program = program(X86, 200);
        assertThat(FilterInterpreter.run(program, AuditArchitecture.X86_64, 5000))
                .isEqualTo(PASSED);
        assertThat(FilterInterpreter.run(program(), X86, 5000)).isEqualTo(PASSED);
    }

    @Test
    void areDistinguishedByABitOnX32() {
        int x32 = 0x40000000;
        List<Long> both = program(AuditArchitecture.X86_64, 300, X86, 200, Architectures.X32, 320);
        assertThat(FilterInterpreter.run(both, AuditArchitecture.X86_64, 301)).isEqualTo(ENOSYS);
        assertThat(FilterInterpreter.run(both, AuditArchitecture.X86_64, x32 | 320))
                .isEqualTo(PASSED);
        assertThat(FilterInterpreter.run(both, AuditArchitecture.X86_64, x32 | 321))
                .isEqualTo(ENOSYS);
        assertThat(FilterInterpreter.run(both, X86, 201)).isEqualTo(ENOSYS);
        // Only one bit belongs to x32; the kernel has no call with a higher bit.
        assertThat(FilterInterpreter.run(both, AuditArchitecture.X86_64, Integer.MIN_VALUE))
                .isEqualTo(ENOSYS);
        List<Long> without = program(AuditArchitecture.X86_64, 300);
        assertThat(FilterInterpreter.run(without, AuditArchitecture.X86_64, Integer.MIN_VALUE))
                .isEqualTo(ENOSYS);
        assertThat(FilterInterpreter.run(without, AuditArchitecture.X86_64, x32 | 1))
                .isEqualTo(PASSED);
        List<Long> alone = program(Architectures.X32, 320);
        assertThat(FilterInterpreter.run(alone, AuditArchitecture.X86_64, 5000)).isEqualTo(PASSED);
        assertThat(FilterInterpreter.run(alone, AuditArchitecture.X86_64, Integer.MIN_VALUE))
                .isEqualTo(PASSED);
        assertThat(FilterInterpreter.run(alone, AuditArchitecture.X86_64, x32 | 321))
                .isEqualTo(ENOSYS);
    }
}
