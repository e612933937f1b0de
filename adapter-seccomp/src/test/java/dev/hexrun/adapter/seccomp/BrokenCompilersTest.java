package dev.hexrun.adapter.seccomp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSeccompArg;
import dev.hexrun.domain.config.LinuxSyscall;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.seccomp.SeccompCompiler;
import dev.hexrun.testkit.seccomp.SeccompCompilerContract;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A compiler that violates a rule of the contract fails its test. */
class BrokenCompilersTest {

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments(
                        "must_returnTheActionOfTheRule_orTheDefaultAction",
                        profiles(profile -> rules(
                                profile,
                                rule -> LinuxSyscall.builder()
                                        .from(rule)
                                        .action(LinuxSeccompAction.SCMP_ACT_ERRNO)
                                        .build()))),
                arguments(
                        "must_returnTheErrnoOfTheProfile",
                        profiles(profile -> LinuxSeccomp.builder()
                                .from(profile)
                                .defaultErrnoRet(OptionalLong.empty())
                                .build())),
                arguments("must_ignoreUnknownCalls", profiles(profile -> {
                    for (LinuxSyscall rule : profile.syscalls()) {
                        if (rule.names().contains("no_such_call")) {
                            throw new ContainerException("unknown call");
                        }
                    }
                    return profile;
                })),
                arguments(
                        "must_compareWholeArgumentsAsUnsigned",
                        profiles(profile -> conditions(
                                profile,
                                condition -> new LinuxSeccompArg(
                                        condition.index(),
                                        condition.value() & 0xffffffffL,
                                        condition.valueTwo(),
                                        condition.op())))),
                arguments("must_requireAllConditions", profiles(BrokenCompilersTest::firstConditionOnly)),
                arguments(
                        "must_requireOneCondition_whereTwoHaveTheSameArgument",
                        profiles(BrokenCompilersTest::firstConditionOnly)),
                arguments(
                        "must_failNewerCallsWithEnosys_whereTheDefaultActionFails",
                        // With the newest call of all, no call is newer than the profile.
                        profiles(profile -> LinuxSeccomp.builder()
                                .from(profile)
                                .addSyscalls(LinuxSyscall.builder()
                                        .action(LinuxSeccompAction.SCMP_ACT_LOG)
                                        .addNames("openat2", "close_range", "landlock_create_ruleset")
                                        .build())
                                .build())),
                arguments(
                        "must_applyTheDefaultActionToNewerCalls_whereItExecutesCalls",
                        profiles(profile -> LinuxSeccomp.builder()
                                .from(profile)
                                .defaultAction(LinuxSeccompAction.SCMP_ACT_TRAP)
                                .build())),
                arguments("must_notAllowCallsOfOtherArchitectures", programs(program -> List.of(0x7fff0000_00000006L))),
                arguments(
                        "must_refuseAProgramThatTheKernelWouldRefuse",
                        profiles(profile -> LinuxSeccomp.builder()
                                .from(profile)
                                .syscalls(profile.syscalls()
                                        .subList(
                                                0,
                                                Math.min(10, profile.syscalls().size())))
                                .build())),
                arguments("must_compileTheSameProgramAgain", programs(program -> {
                    List<Long> changed = new ArrayList<>(program);
                    changed.add((long) COUNTER.incrementAndGet());
                    return changed;
                })),
                arguments("must_haveAStableFingerprint", new SeccompCompiler() {
                    @Override
                    public List<Long> compile(LinuxSeccomp profile) {
                        return compiler().compile(profile);
                    }

                    @Override
                    public String fingerprint() {
                        return "compiler " + COUNTER.incrementAndGet();
                    }
                }));
    }

    private static final AtomicInteger COUNTER = new AtomicInteger();

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void failsTheContract(String rule, SeccompCompiler broken) throws ReflectiveOperationException {
        assumeTrue(LibseccompCompilerContractTest.library().isPresent(), "no libseccomp.so.2 (package libseccomp2)");
        SeccompCompilerContract contract = new SeccompCompilerContract() {
            @Override
            protected SeccompCompiler newCompiler() {
                return broken;
            }
        };
        Method test = SeccompCompilerContract.class.getDeclaredMethod(rule);
        test.setAccessible(true);
        assertThatThrownBy(() -> test.invoke(contract)).hasCauseInstanceOf(Throwable.class);
    }

    private static SeccompCompiler compiler() {
        return new LibseccompCompiler(LibseccompCompilerContractTest.library().orElseThrow());
    }

    /** Returns a compiler that changes profiles before it compiles them. */
    private static SeccompCompiler profiles(UnaryOperator<LinuxSeccomp> change) {
        return broken(change, program -> program);
    }

    /** Returns a compiler that changes compiled programs. */
    private static SeccompCompiler programs(UnaryOperator<List<Long>> change) {
        return broken(profile -> profile, change);
    }

    private static SeccompCompiler broken(UnaryOperator<LinuxSeccomp> before, UnaryOperator<List<Long>> after) {
        return new SeccompCompiler() {
            @Override
            public List<Long> compile(LinuxSeccomp profile) {
                return after.apply(compiler().compile(before.apply(profile)));
            }

            @Override
            public String fingerprint() {
                return "broken";
            }
        };
    }

    private static LinuxSeccomp rules(LinuxSeccomp profile, UnaryOperator<LinuxSyscall> change) {
        return LinuxSeccomp.builder()
                .from(profile)
                .syscalls(profile.syscalls().stream().map(change).toList())
                .build();
    }

    private static LinuxSeccomp conditions(LinuxSeccomp profile, UnaryOperator<LinuxSeccompArg> change) {
        return rules(
                profile,
                rule -> LinuxSyscall.builder()
                        .from(rule)
                        .args(rule.args().stream().map(change).toList())
                        .build());
    }

    private static LinuxSeccomp firstConditionOnly(LinuxSeccomp profile) {
        return rules(
                profile,
                rule -> LinuxSyscall.builder()
                        .from(rule)
                        .args(rule.args().stream().limit(1).toList())
                        .build());
    }
}
