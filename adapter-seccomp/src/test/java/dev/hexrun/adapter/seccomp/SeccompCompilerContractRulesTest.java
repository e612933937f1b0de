package dev.hexrun.adapter.seccomp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSeccompArg;
import dev.hexrun.domain.config.LinuxSyscall;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.seccomp.SeccompCompiler;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.TestedContract;
import dev.hexrun.testkit.seccomp.SeccompCompilerContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** Tests of the contract of seccomp compilers, with compilers that are broken. */
class SeccompCompilerContractRulesTest extends TestedContract<SeccompCompilerContract> {

    /** {@code ld [4]; jeq #AUDIT_ARCH_PPC, 0, 1; ret #SECCOMP_RET_ALLOW}. */
    private static final List<Long> ALLOW_OTHER =
            List.of(0x00000004_00000020L, 0x00000014_01000015L, 0x7fff0000_00000006L);

    SeccompCompilerContractRulesTest() {
        super(SeccompCompilerContract.class, SeccompCompiler.class);
    }

    @Override
    protected SeccompCompilerContract contract(Interceptor interceptor) {
        assumeTrue(LibseccompCompilerContractTest.library().isPresent(), "no libseccomp.so.2 (package libseccomp2)");
        SeccompCompiler compiler =
                new LibseccompCompiler(LibseccompCompilerContractTest.library().orElseThrow());
        return new SeccompCompilerContract() {
            @Override
            protected SeccompCompiler newCompiler() {
                return Intercepted.of(SeccompCompiler.class, compiler, interceptor);
            }
        };
    }

    @Override
    protected List<Broken> broken() {
        int[] counter = new int[1];
        return List.of(
                rules("actions", SeccompCompilerContractRulesTest::traceAsLog, "rule with SCMP_ACT_TRACE"),
                profiles(
                        "errno",
                        profile -> LinuxSeccomp.builder()
                                .from(profile)
                                .defaultErrnoRet(OptionalLong.empty())
                                .build(),
                        "defaultErrnoRet"),
                rules("unknown-calls", SeccompCompilerContractRulesTest::requireKnown, "unknown system call"),
                Broken.of(
                        "unknown-calls-reported",
                        "unknownCalls",
                        _ -> List.of(new Problem("/linux/seccomp/syscalls/0/names/0", "unknown")),
                        "pointers of unknown calls"),
                rules("comparisons", SeccompCompilerContractRulesTest::lowHalf, "SCMP_CMP_EQ, value=-4294967291"),
                rules("conditions-all", rule -> firstCondition(rule, false), "expected: 2147418112"),
                rules("conditions-same-argument", rule -> firstCondition(rule, true), "expected: 327681"),
                profiles("newer-calls-enosys", SeccompCompilerContractRulesTest::withNewestCall, "a newer call"),
                profiles(
                        "newer-calls-default",
                        profile -> profile.defaultAction().equals(Optional.of(LinuxSeccompAction.SCMP_ACT_LOG))
                                ? withDefault(profile, LinuxSeccompAction.SCMP_ACT_TRAP)
                                : profile,
                        "SCMP_ACT_LOG"),
                programs("other-architectures", SeccompCompilerContractRulesTest::allowOther, "not to be equal to"),
                profiles(
                        "program-length",
                        profile -> LinuxSeccomp.builder()
                                .from(profile)
                                .syscalls(profile.syscalls()
                                        .subList(
                                                0,
                                                Math.min(100, profile.syscalls().size())))
                                .build(),
                        "raise a throwable"),
                programs(
                        "compile-deterministic",
                        program -> {
                            List<Long> changed = new ArrayList<>(program);
                            changed.add((long) counter[0]++);
                            return changed;
                        },
                        "the second program"),
                Broken.of("fingerprint-stable", "fingerprint", _ -> "compiler " + counter[0]++, "compiler "));
    }

    /** Returns a compiler that changes profiles before it compiles them. */
    private static Broken profiles(String rule, UnaryOperator<LinuxSeccomp> change, String reason) {
        return Broken.of(
                rule, "compile", call -> call.proceed(change.apply(call.argument(0, LinuxSeccomp.class))), reason);
    }

    private static Broken rules(String rule, UnaryOperator<LinuxSyscall> change, String reason) {
        return profiles(
                rule,
                profile -> LinuxSeccomp.builder()
                        .from(profile)
                        .syscalls(profile.syscalls().stream().map(change).toList())
                        .build(),
                reason);
    }

    /** Returns a compiler that changes compiled programs. */
    private static Broken programs(String rule, UnaryOperator<List<Long>> change, String reason) {
        return Broken.of(
                rule,
                "compile",
                call -> {
                    List<Long> program = new ArrayList<>();
                    for (Object instruction : call.result(List.class)) {
                        program.add((Long) instruction);
                    }
                    return change.apply(program);
                },
                reason);
    }

    private static LinuxSyscall traceAsLog(LinuxSyscall rule) {
        return rule.action() == LinuxSeccompAction.SCMP_ACT_TRACE
                ? LinuxSyscall.builder()
                        .from(rule)
                        .action(LinuxSeccompAction.SCMP_ACT_LOG)
                        .build()
                : rule;
    }

    private static LinuxSyscall requireKnown(LinuxSyscall rule) {
        if (rule.names().contains("no_such_call")) {
            throw new ContainerException("unknown system call");
        }
        return rule;
    }

    private static LinuxSyscall lowHalf(LinuxSyscall rule) {
        return LinuxSyscall.builder()
                .from(rule)
                .args(rule.args().stream()
                        .map(condition -> new LinuxSeccompArg(
                                condition.index(),
                                condition.value() & 0xffffffffL,
                                condition.valueTwo(),
                                condition.op()))
                        .toList())
                .build();
    }

    /** Ignores a second condition, for the same argument or for another. */
    private static LinuxSyscall firstCondition(LinuxSyscall rule, boolean sameArgument) {
        if (rule.args().size() < 2
                || (rule.args().get(0).index() == rule.args().get(1).index()) != sameArgument) {
            return rule;
        }
        return LinuxSyscall.builder().from(rule).args(rule.args().subList(0, 1)).build();
    }

    /** Adds the newest system calls, so that no call is newer than the profile. */
    private static LinuxSeccomp withNewestCall(LinuxSeccomp profile) {
        if (!profile.defaultAction().equals(Optional.of(LinuxSeccompAction.SCMP_ACT_ERRNO))) {
            return profile;
        }
        return LinuxSeccomp.builder()
                .from(profile)
                .addSyscalls(LinuxSyscall.builder()
                        .action(LinuxSeccompAction.SCMP_ACT_LOG)
                        .addNames("openat2", "close_range", "landlock_create_ruleset")
                        .build())
                .build();
    }

    private static LinuxSeccomp withDefault(LinuxSeccomp profile, LinuxSeccompAction action) {
        return LinuxSeccomp.builder().from(profile).defaultAction(action).build();
    }

    private static List<Long> allowOther(List<Long> program) {
        List<Long> changed = new ArrayList<>(ALLOW_OTHER);
        changed.addAll(program);
        return changed;
    }
}
