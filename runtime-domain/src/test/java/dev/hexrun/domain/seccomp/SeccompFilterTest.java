package dev.hexrun.domain.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs in the form that libseccomp generates; the fields of an instruction are code, jump if true, jump if false, constant. */
class SeccompFilterTest {

    private static final long X86_64 = 0xc000003eL;
    private static final long ALLOW = 0x7fff0000L;
    private static final long LOG = 0x7ffc0000L;
    private static final long EPERM = 0x00050001L;
    private static final long KILL = 0x80000000L;
    private static final long TRACE = 0x7ff00000L;
    private static final long NOTIFY = 0x7fc00000L;

    private final List<Long> program = new ArrayList<>();

    private SeccompFilterTest add(int code, int ifTrue, int ifFalse, long constant) {
        program.add(constant << 32 | (long) ifFalse << 24 | (long) ifTrue << 16 | code);
        return this;
    }

    private boolean permits(String machine, SystemCall call) {
        return new SeccompFilter(program, 0, machine).permits(call);
    }

    /** A filter for x86-64 with one action for a number, and another one for all other numbers. */
    private SeccompFilterTest filter(long number, long answer, long others) {
        program.clear();
        return add(0x20, 0, 0, 4)
                .add(0x15, 0, 3, X86_64)
                .add(0x20, 0, 0, 0)
                .add(0x15, 0, 1, number)
                .add(0x06, 0, 0, answer)
                .add(0x06, 0, 0, others);
    }

    @Test
    void permitsAllowedAndLoggedCalls() {
        for (long action : List.of(ALLOW, LOG)) {
            assertThat(filter(257, action, EPERM).permits("x86_64", SystemCall.OPENAT))
                    .isTrue();
            assertThat(filter(257, EPERM, action).permits("x86_64", SystemCall.OPENAT))
                    .isFalse();
            assertThat(filter(257, EPERM, action).permits("x86_64", SystemCall.WRITE))
                    .isTrue();
        }
    }

    @Test
    void doesNotPermitCallsOfListenersAndTracers() {
        for (long action : List.of(KILL, TRACE, NOTIFY, EPERM, 0x00030000L)) {
            assertThat(filter(1, action, ALLOW).permits("x86_64", SystemCall.WRITE))
                    .isFalse();
        }
    }

    @Test
    void usesTheNumbersOfTheMachine() {
        filter(302, EPERM, ALLOW);
        assertThat(permits("x86_64", SystemCall.PRLIMIT64)).isFalse();
        assertThat(permits("aarch64", SystemCall.PRLIMIT64)).isTrue();
        program.clear();
        add(0x20, 0, 0, 4).add(0x15, 0, 2, 0xc00000b7L).add(0x20, 0, 0, 0).add(0x15, 1, 0, 56);
        add(0x06, 0, 0, ALLOW).add(0x06, 0, 0, EPERM);
        assertThat(permits("aarch64", SystemCall.OPENAT)).isFalse();
        assertThat(permits("aarch64", SystemCall.WRITE)).isTrue();
        assertThat(permits("s390x", SystemCall.WRITE)).as("unknown numbers").isFalse();
    }

    @Test
    void followsBothBranchesOnArguments() {
        add(0x20, 0, 0, 0).add(0x15, 0, 4, 257);
        add(0x20, 0, 0, 24).add(0x54, 0, 0, 3).add(0x15, 0, 1, 1);
        add(0x06, 0, 0, ALLOW).add(0x06, 0, 0, EPERM);
        assertThat(permits("x86_64", SystemCall.OPENAT)).isFalse();
        program.set(program.size() - 1, ALLOW << 32 | 0x06);
        assertThat(permits("x86_64", SystemCall.OPENAT)).isTrue();
    }

    @Test
    void evaluatesABinaryTree() {
        add(0x20, 0, 0, 0).add(0x35, 0, 2, 200);
        add(0x25, 2, 0, 300).add(0x06, 0, 0, ALLOW);
        add(0x45, 0, 0, 1).add(0x05, 0, 0, 0).add(0x06, 0, 0, EPERM);
        assertThat(permits("x86_64", SystemCall.OPENAT)).isTrue();
        assertThat(permits("x86_64", SystemCall.PRLIMIT64)).isFalse();
        assertThat(permits("x86_64", SystemCall.WRITE)).isFalse();
    }

    @Test
    void doesNotPermitUnknownInstructions() {
        add(0x07, 0, 0, 0).add(0x06, 0, 0, ALLOW);
        assertThat(permits("x86_64", SystemCall.WRITE)).isFalse();
        program.clear();
        add(0x05, 0, 0, 70_000);
        assertThat(permits("x86_64", SystemCall.WRITE)).as("a jump out of it").isFalse();
        program.clear();
        assertThat(permits("x86_64", SystemCall.WRITE)).as("no program").isFalse();
    }
}
