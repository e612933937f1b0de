package dev.hexrun.adapter.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSeccompArch;
import dev.hexrun.domain.config.LinuxSeccompArg;
import dev.hexrun.domain.config.LinuxSeccompOperator;
import dev.hexrun.domain.config.LinuxSyscall;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.seccomp.AuditArchitecture;
import dev.hexrun.testkit.host.FakeHost;
import dev.hexrun.testkit.seccomp.FilterInterpreter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The details of libseccomp beyond the contract: compiled filters for x86-64 are interpreted. */
class LibseccompCompilerTest {

    private static final int ALLOW = 0x7fff0000;
    private static final int EPERM = Actions.ERRNO | 1;
    private static final int ENOSYS = Actions.ERRNO | 38;
    private static final int X86 = 0x40000003;

    private static final int WRITE = 1;
    private static final int SOCKET = 41;
    private static final int CLONE = 56;
    private static final int MKDIR = 83;
    private static final int PERSONALITY = 135;

    private LibseccompCompiler compiler = new LibseccompCompiler(Path.of("/nonexistent"));

    @BeforeEach
    void find() {
        String architecture = System.getProperty("os.arch").replace("amd64", "x86_64");
        assumeTrue(architecture.equals("x86_64"), "the numbers are those of x86-64");
        Optional<Path> library = LibraryFile.find(architecture);
        assumeTrue(library.isPresent(), "no libseccomp.so.2 (package libseccomp2)");
        compiler = new LibseccompCompiler(library.get());
    }

    @Test
    void namesTheCallsThatItDoesNotKnow() {
        LinuxSeccomp profile = profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(), "mkdir"))
                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(), "write", "wrlte"))
                .build();

        assertThat(compiler.unknownCalls(profile))
                .singleElement()
                .hasToString("/linux/seccomp/syscalls/1/names/1: invalid seccomp syscall \"wrlte\"");
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

    private int run(LinuxSeccomp.Builder profile, int number, long... arguments) {
        return FilterInterpreter.run(compiler.compile(profile.build()), AuditArchitecture.X86_64, number, arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "SCMP_ACT_KILL, 0",
        "SCMP_ACT_KILL_THREAD, 0",
        "SCMP_ACT_KILL_PROCESS, 0x80000000",
        "SCMP_ACT_TRAP, 0x00030000",
        "SCMP_ACT_ERRNO, 0x00050001",
        "SCMP_ACT_TRACE, 0x7ff00001",
        "SCMP_ACT_LOG, 0x7ffc0000",
        "SCMP_ACT_NOTIFY, 0x7fc00000"
    })
    void supportsEveryAction(LinuxSeccompAction action, String value) {
        LinuxSeccomp.Builder profile =
                profile(LinuxSeccompAction.SCMP_ACT_ALLOW).addSyscalls(rule(action, List.of(), "mkdir"));
        assertThat(run(profile, MKDIR)).isEqualTo(Long.decode(value).intValue());
        assertThat(run(profile, WRITE)).isEqualTo(ALLOW);
    }

    @Test
    void returnsTheErrnoOfTheProfile() {
        LinuxSeccomp.Builder profile = profile(LinuxSeccompAction.SCMP_ACT_ERRNO)
                .defaultErrnoRet(13)
                .addSyscalls(
                        rule(LinuxSeccompAction.SCMP_ACT_ALLOW, List.of(), "write", "personality"),
                        LinuxSyscall.builder()
                                .action(LinuxSeccompAction.SCMP_ACT_ERRNO)
                                .errnoRet(28)
                                .addNames("mkdir")
                                .build());
        assertThat(run(profile, MKDIR)).isEqualTo(Actions.ERRNO | 28);
        assertThat(run(profile, SOCKET)).isEqualTo(Actions.ERRNO | 13);
        assertThat(run(profile, WRITE)).isEqualTo(ALLOW);
    }

    @Test
    void ignoresUnknownCallsAndRulesWithTheDefaultAction() {
        LinuxSeccomp.Builder profile = profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .addSyscalls(
                        rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(), "no_such_call", "mkdir"),
                        rule(LinuxSeccompAction.SCMP_ACT_ALLOW, List.of(), "write"));
        assertThat(run(profile, MKDIR)).isEqualTo(EPERM);
        assertThat(run(profile, WRITE)).isEqualTo(ALLOW);
    }

    @ParameterizedTest
    @CsvSource({
        "SCMP_CMP_NE, 5, 0, 4, 5",
        "SCMP_CMP_LT, 5, 0, 4, 5",
        "SCMP_CMP_LE, 5, 0, 5, 6",
        "SCMP_CMP_EQ, 5, 0, 5, 4",
        "SCMP_CMP_GE, 5, 0, 5, 4",
        "SCMP_CMP_GT, 5, 0, 6, 5",
        "SCMP_CMP_MASKED_EQ, 0xf0, 0x50, 0x5a, 0x6a",
        "SCMP_CMP_EQ, 0xffffffff00000005, 0, 0xffffffff00000005, 5"
    })
    void comparesArguments(LinuxSeccompOperator operator, String value, String valueTwo, String met, String missed) {
        LinuxSeccompArg condition = new LinuxSeccompArg(1, unsigned(value), unsigned(valueTwo), operator);
        LinuxSeccomp.Builder profile = profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(condition), "socket"));
        assertThat(run(profile, SOCKET, 0, unsigned(met))).isEqualTo(EPERM);
        assertThat(run(profile, SOCKET, 0, unsigned(missed))).isEqualTo(ALLOW);
    }

    private static long unsigned(String number) {
        return number.startsWith("0x") ? Long.parseUnsignedLong(number.substring(2), 16) : Long.parseLong(number);
    }

    @Test
    void requiresAllConditions_orOneOfTheSameArgument() {
        LinuxSeccompArg first = new LinuxSeccompArg(0, 40, 0, LinuxSeccompOperator.SCMP_CMP_EQ);
        LinuxSeccompArg second = new LinuxSeccompArg(1, 7, 0, LinuxSeccompOperator.SCMP_CMP_EQ);
        LinuxSeccompArg other = new LinuxSeccompArg(0, 50, 0, LinuxSeccompOperator.SCMP_CMP_EQ);
        LinuxSeccomp.Builder profile = profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .addSyscalls(
                        rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(first, second), "socket"),
                        rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(first, other), "personality"));
        assertThat(run(profile, SOCKET, 40, 7)).isEqualTo(EPERM);
        assertThat(run(profile, SOCKET, 40, 8)).isEqualTo(ALLOW);
        assertThat(run(profile, PERSONALITY, 40)).isEqualTo(EPERM);
        assertThat(run(profile, PERSONALITY, 50)).isEqualTo(EPERM);
        assertThat(run(profile, PERSONALITY, 60)).isEqualTo(ALLOW);
    }

    @Test
    void supportsSeveralArchitectures() {
        LinuxSeccomp.Builder profile = profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .addArchitectures(
                        LinuxSeccompArch.SCMP_ARCH_X86_64,
                        LinuxSeccompArch.SCMP_ARCH_X86,
                        LinuxSeccompArch.SCMP_ARCH_X32)
                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(), "mkdir"));
        List<Long> program = compiler.compile(profile.build());
        int mkdirOfX86 = 39;
        assertThat(FilterInterpreter.run(program, X86, mkdirOfX86)).isEqualTo(EPERM);
        assertThat(FilterInterpreter.run(program, X86, MKDIR)).isEqualTo(ALLOW);
        assertThat(FilterInterpreter.run(program, AuditArchitecture.X86_64, 0x40000000 | MKDIR))
                .isEqualTo(EPERM);
        // An architecture that the profile does not name is not allowed.
        assertThat(FilterInterpreter.run(
                        compiler.compile(profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(), "mkdir"))
                                .build()),
                        X86,
                        mkdirOfX86))
                .isZero();
    }

    @Test
    void failsNewerCallsWithEnosys() {
        LinuxSeccomp.Builder strict = profile(LinuxSeccompAction.SCMP_ACT_ERRNO)
                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ALLOW, List.of(), "write", "clone"));
        assertThat(run(strict, CLONE + 1)).isEqualTo(ENOSYS);
        assertThat(run(strict, CLONE - 1)).isEqualTo(EPERM);
        LinuxSeccomp.Builder lenient = profile(LinuxSeccompAction.SCMP_ACT_LOG)
                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ERRNO, List.of(), "clone"));
        assertThat(run(lenient, CLONE + 1)).isEqualTo(0x7ffc0000);
    }

    @Test
    void failsNumbersFrom2To31OnWithEnosys_alsoIfThatIsTheDefault() {
        for (int errno : new int[] {1, 38}) {
            LinuxSeccomp.Builder profile = profile(LinuxSeccompAction.SCMP_ACT_ERRNO)
                    .defaultErrnoRet(errno)
                    .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ALLOW, List.of(), "write"));
            assertThat(run(profile, Integer.MIN_VALUE)).isEqualTo(ENOSYS);
        }
    }

    /** Calls of the native architecture get the default action if the profile names only others, as with runc. */
    @Test
    void failsNewerCallsWithEnosys_onTheArchitecturesOfTheProfile() {
        LinuxSeccomp.Builder profile = profile(LinuxSeccompAction.SCMP_ACT_ERRNO)
                .addArchitectures(LinuxSeccompArch.SCMP_ARCH_X86)
                .addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ALLOW, List.of(), "write", "mkdir"));
        assertThat(run(profile, MKDIR + 1)).isEqualTo(EPERM);
        assertThat(FilterInterpreter.run(compiler.compile(profile.build()), X86, 450))
                .isEqualTo(ENOSYS);
    }

    @Test
    void usesABinaryTreeForLongProfiles() {
        LinuxSeccomp.Builder profile = profile(LinuxSeccompAction.SCMP_ACT_ERRNO);
        for (String name : List.of(
                "read",
                "write",
                "open",
                "close",
                "stat",
                "fstat",
                "lstat",
                "poll",
                "lseek",
                "mmap",
                "mprotect",
                "munmap",
                "brk",
                "ioctl",
                "pread64",
                "pwrite64",
                "readv",
                "writev",
                "access",
                "pipe",
                "select",
                "sched_yield",
                "mremap",
                "msync",
                "mincore",
                "madvise",
                "dup",
                "dup2",
                "pause",
                "nanosleep",
                "getitimer",
                "alarm",
                "setitimer",
                "getpid",
                "sendfile",
                "clone",
                "fork",
                "vfork",
                "execve",
                "exit")) {
            profile.addSyscalls(rule(LinuxSeccompAction.SCMP_ACT_ALLOW, List.of(), name));
        }
        List<Long> program = compiler.compile(profile.build());
        for (int number : new int[] {0, 1, 20, 39, 56, 60}) {
            assertThat(FilterInterpreter.run(program, AuditArchitecture.X86_64, number))
                    .as("call %s", number)
                    .isEqualTo(ALLOW);
        }
        assertThat(FilterInterpreter.run(program, AuditArchitecture.X86_64, SOCKET))
                .isEqualTo(EPERM);
    }

    @Test
    void refusesProgramsThatAreTooLong() {
        List<LinuxSyscall> rules = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            rules.add(rule(
                    LinuxSeccompAction.SCMP_ACT_ERRNO,
                    List.of(new LinuxSeccompArg(0, i * 7L, 0, LinuxSeccompOperator.SCMP_CMP_EQ)),
                    "socket"));
        }
        assertThatThrownBy(() -> compiler.compile(profile(LinuxSeccompAction.SCMP_ACT_ALLOW)
                        .addAllSyscalls(rules)
                        .build()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("instructions; the kernel accepts at most 4096");
    }

    @Test
    void identifiesTheFileOfTheLibrary() {
        assertThat(compiler.fingerprint()).contains("libseccomp.so.2").matches(".* \\d+ \\d+");
        assertThat(new LibseccompCompiler(Path.of("/nonexistent")).fingerprint())
                .startsWith("2 /nonexistent");
    }

    @Test
    void isUsableIfTheLibraryIsInstalled() {
        LibseccompProvider provider = new LibseccompProvider();
        assertThat(provider.probe(FakeHost.root()).usable()).isTrue();
        assertThat(provider.create(FakeHost.root()).fingerprint()).isEqualTo(compiler.fingerprint());
        assertThat(LibraryFile.directories("ppc64le")).contains("/usr/lib/powerpc64le-linux-gnu");
    }
}
