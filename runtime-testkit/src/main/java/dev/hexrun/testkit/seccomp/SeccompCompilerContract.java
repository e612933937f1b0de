package dev.hexrun.testkit.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSeccompArg;
import dev.hexrun.domain.config.LinuxSeccompOperator;
import dev.hexrun.domain.config.LinuxSyscall;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.seccomp.SeccompCompiler;
import dev.hexrun.testkit.Rule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link SeccompCompiler}. Compiled programs are interpreted, so the tests need no privileges.
 * They know the system call numbers of x86-64 and AArch64 and are skipped on other machines.
 */
public abstract class SeccompCompilerContract {

    // linux/seccomp.h
    private static final int RET_ALLOW = 0x7fff0000;
    private static final int RET_LOG = 0x7ffc0000;
    private static final int RET_ERRNO = 0x00050000;
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    /** {@code AUDIT_ARCH_PPC}, which is not the architecture of a supported machine. */
    private static final int OTHER_ARCHITECTURE = 0x14;

    private static final boolean X86 = machine().equals("x86_64");
    private static final int ARCHITECTURE = X86 ? 0xc000003e : 0xc00000b7;
    private static final int WRITE = X86 ? 1 : 64;
    private static final int SOCKET = X86 ? 41 : 198;
    private static final int CLONE = X86 ? 56 : 220;
    private static final int PERSONALITY = X86 ? 135 : 92;

    /** A call that is newer than the others: openat2. */
    private static final int NEWER = 437;

    /** Creates the test class. */
    protected SeccompCompilerContract() {}

    /**
     * Creates the compiler under test.
     *
     * @return a new compiler for this machine
     */
    protected abstract SeccompCompiler newCompiler();

    private static String machine() {
        return System.getProperty("os.arch", "").replace("amd64", "x86_64");
    }

    /** Skips the test on a machine whose system call numbers it does not know. */
    @BeforeEach
    protected void requireKnownMachine() {
        assumeTrue(X86 || machine().equals("aarch64"), "the system call numbers of " + machine() + " are not known");
    }

    @Test
    @Rule("actions")
    void must_returnTheActionOfTheRule_orTheDefaultAction() {
        List<Action> actions = List.of(
                new Action(LinuxSeccompAction.SCMP_ACT_KILL, 0),
                new Action(LinuxSeccompAction.SCMP_ACT_KILL_THREAD, 0),
                new Action(LinuxSeccompAction.SCMP_ACT_KILL_PROCESS, 0x80000000),
                new Action(LinuxSeccompAction.SCMP_ACT_TRAP, 0x00030000),
                new Action(LinuxSeccompAction.SCMP_ACT_ERRNO, RET_ERRNO | EPERM),
                new Action(LinuxSeccompAction.SCMP_ACT_TRACE, 0x7ff00000 | EPERM),
                new Action(LinuxSeccompAction.SCMP_ACT_LOG, RET_LOG),
                new Action(LinuxSeccompAction.SCMP_ACT_NOTIFY, 0x7fc00000));
        for (Action action : actions) {
            List<Long> program = compile(
                    profile(LinuxSeccompAction.SCMP_ACT_ALLOW).addSyscalls(rule(action.action(), List.of(), "socket")));
            assertThat(run(program, SOCKET)).as("rule with %s", action.action()).isEqualTo(action.value());
            assertThat(run(program, WRITE)).as("default action").isEqualTo(RET_ALLOW);
        }
    }

    private record Action(LinuxSeccompAction action, int value) {}

    @Test
    @Rule("errno")
    void must_returnTheErrnoOfTheProfile() {
        List<Long> program = compile(profile(LinuxSeccompAction.SCMP_ACT_ERRNO)
                .defaultErrnoRet(13)
                .addSyscalls(
                        rule(LinuxSeccompAction.SCMP_ACT_ALLOW, List.of(), "write", "personality"),
                        LinuxSyscall.builder()
                                .action(LinuxSeccompAction.SCMP_ACT_ERRNO)
                                .errnoRet(28)
                                .addNames("socket")
                                .build()));
        assertThat(run(program, SOCKET)).as("errnoRet of a rule").isEqualTo(RET_ERRNO | 28);
        assertThat(run(program, CLONE)).as("defaultErrnoRet").isEqualTo(RET_ERRNO | 13);
        assertThat(run(program, WRITE)).isEqualTo(RET_ALLOW);
    }

    @Test
    @Rule("unknown-calls")
    void must_ignoreUnknownCalls() {
        List<Long> program = compile(profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(), "no_such_call", "socket")));
        assertThat(run(program, SOCKET)).isEqualTo(RET_ERRNO | EPERM);
        assertThat(run(program, WRITE)).isEqualTo(RET_ALLOW);
    }

    @Test
    @Rule("unknown-calls-reported")
    void must_reportOnlyUnknownCalls_orNone() {
        LinuxSeccomp profile = profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .addSyscalls(
                        rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(), "socket", "write"),
                        rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(), "clone", "no_such_call"))
                .build();
        assertThat(newCompiler().unknownCalls(profile))
                .extracting(Problem::pointer)
                .as("pointers of unknown calls")
                .isSubsetOf("/linux/seccomp/syscalls/1/names/1");
    }

    @Test
    @Rule("comparisons")
    void must_compareWholeArgumentsAsUnsigned() {
        List<Comparison> comparisons = List.of(
                new Comparison(LinuxSeccompOperator.SCMP_CMP_NE, 5, 0, 4, 5),
                new Comparison(LinuxSeccompOperator.SCMP_CMP_LT, 5, 0, 4, 5),
                new Comparison(LinuxSeccompOperator.SCMP_CMP_LE, 5, 0, 5, 6),
                new Comparison(LinuxSeccompOperator.SCMP_CMP_EQ, 5, 0, 5, 4),
                new Comparison(LinuxSeccompOperator.SCMP_CMP_GE, 5, 0, 5, 4),
                new Comparison(LinuxSeccompOperator.SCMP_CMP_GT, 5, 0, -1, 5),
                new Comparison(LinuxSeccompOperator.SCMP_CMP_MASKED_EQ, 0xf0, 0x50, 0x5a, 0x6a),
                new Comparison(LinuxSeccompOperator.SCMP_CMP_EQ, 0xffffffff00000005L, 0, 0xffffffff00000005L, 5));
        for (Comparison comparison : comparisons) {
            LinuxSeccompArg condition =
                    new LinuxSeccompArg(1, comparison.value(), comparison.valueTwo(), comparison.operator());
            List<Long> program = compile(profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                    .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(condition), "socket")));
            assertThat(run(program, SOCKET, 0, comparison.match()))
                    .as("%s", comparison)
                    .isEqualTo(RET_ERRNO | EPERM);
            assertThat(run(program, SOCKET, 0, comparison.mismatch()))
                    .as("%s", comparison)
                    .isEqualTo(RET_ALLOW);
        }
    }

    private record Comparison(LinuxSeccompOperator operator, long value, long valueTwo, long match, long mismatch) {}

    @Test
    @Rule("conditions-all")
    void must_requireAllConditions() {
        List<Long> program = compile(profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(equal(0, 40), equal(1, 7)), "socket")));
        assertThat(run(program, SOCKET, 40, 7)).isEqualTo(RET_ERRNO | EPERM);
        assertThat(run(program, SOCKET, 40, 8)).isEqualTo(RET_ALLOW);
    }

    @Test
    @Rule("conditions-same-argument")
    void must_requireOneCondition_whereTwoHaveTheSameArgument() {
        List<Long> program = compile(profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .addSyscalls(
                        rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(equal(0, 40), equal(0, 50)), "personality")));
        assertThat(run(program, PERSONALITY, 40)).isEqualTo(RET_ERRNO | EPERM);
        assertThat(run(program, PERSONALITY, 50)).isEqualTo(RET_ERRNO | EPERM);
        assertThat(run(program, PERSONALITY, 60)).isEqualTo(RET_ALLOW);
    }

    @Test
    @Rule("newer-calls-enosys")
    void must_failNewerCallsWithEnosys_whereTheDefaultActionFails() {
        List<Long> program = compile(profile(LinuxSeccompAction.SCMP_ACT_ERRNO)
                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ALLOW, List.of(), "write", "clone")));
        assertThat(run(program, NEWER)).as("a newer call").isEqualTo(RET_ERRNO | ENOSYS);
        assertThat(run(program, CLONE - 1)).as("an older call").isEqualTo(RET_ERRNO | EPERM);
    }

    @Test
    @Rule("newer-calls-default")
    void must_applyTheDefaultActionToNewerCalls_whereItExecutesCalls() {
        for (LinuxSeccompAction action : List.of(LinuxSeccompAction.SCMP_ACT_ALLOW, LinuxSeccompAction.SCMP_ACT_LOG)) {
            List<Long> program =
                    compile(profile(action).addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(), "clone")));
            assertThat(run(program, NEWER))
                    .as("%s", action)
                    .isEqualTo(action == LinuxSeccompAction.SCMP_ACT_LOG ? RET_LOG : RET_ALLOW);
        }
    }

    @Test
    @Rule("other-architectures")
    void must_notAllowCallsOfOtherArchitectures() {
        List<Long> program = compile(profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(), "socket")));
        assertThat(FilterInterpreter.run(program, OTHER_ARCHITECTURE, WRITE)).isNotEqualTo(RET_ALLOW);
    }

    @Test
    @Rule("program-length")
    void must_refuseAProgramThatTheKernelWouldRefuse() {
        List<LinuxSyscall> rules = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            rules.add(rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(equal(0, i * 7L)), "socket"));
        }
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(
                        () -> compile(profile(LinuxSeccompAction.SCMP_ACT_ALLOW).addAllSyscalls(rules)))
                .satisfies(exception -> assertThat(exception.problems().list())
                        .extracting(Problem::pointer)
                        .allMatch(pointer -> pointer.startsWith("/linux/seccomp")));
    }

    @Test
    @Rule("compile-deterministic")
    void must_compileTheSameProgramAgain() {
        LinuxSeccomp.Builder profile = profile(LinuxSeccompAction.SCMP_ACT_ERRNO)
                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ALLOW, List.of(), "write", "clone"));
        List<Long> first = compile(profile);
        assertThat(compile(profile)).as("the second program").isEqualTo(first);
    }

    @Test
    @Rule("fingerprint-stable")
    void must_haveAStableFingerprint() {
        assertThat(newCompiler().fingerprint())
                .isNotEmpty()
                .isEqualTo(newCompiler().fingerprint());
    }

    private List<Long> compile(LinuxSeccomp.Builder profile) {
        return newCompiler().compile(profile.build());
    }

    private static int run(List<Long> program, int number, long... arguments) {
        return FilterInterpreter.run(program, ARCHITECTURE, number, arguments);
    }

    private static LinuxSeccomp.Builder profile(LinuxSeccompAction action) {
        return LinuxSeccomp.builder().defaultAction(action);
    }

    private static LinuxSyscall rule(LinuxSeccompAction action, List<LinuxSeccompArg> args, String... names) {
        return LinuxSyscall.builder()
                .action(action)
                .addNames(names)
                .addAllArgs(args)
                .build();
    }

    private static LinuxSeccompArg equal(int index, long value) {
        return new LinuxSeccompArg(index, value, 0, LinuxSeccompOperator.SCMP_CMP_EQ);
    }
}
