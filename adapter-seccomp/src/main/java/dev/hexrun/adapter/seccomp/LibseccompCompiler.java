package dev.hexrun.adapter.seccomp;

import dev.hexrun.adapter.seccomp.libseccomp.FilterContext;
import dev.hexrun.adapter.seccomp.libseccomp.FilterContext.Comparison;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSeccompArch;
import dev.hexrun.domain.config.LinuxSeccompArg;
import dev.hexrun.domain.config.LinuxSeccompOperator;
import dev.hexrun.domain.config.LinuxSyscall;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.seccomp.SeccompCompiler;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A compiler of profiles that uses libseccomp, like runc and crun, so that a profile has the same meaning. */
final class LibseccompCompiler implements SeccompCompiler {

    /** A number that changes if this class compiles a profile to another filter, since filters are cached. */
    private static final String REVISION = "2 ";

    /** {@code BPF_MAXINSNS}. */
    private static final int MAX_INSTRUCTIONS = 4096;

    /** With more rules, a binary tree is faster than a linear search. */
    private static final int BINARY_TREE_THRESHOLD = 32;

    private final Path library;

    LibseccompCompiler(Path library) {
        this.library = library;
    }

    @Override
    public String fingerprint() {
        File file = library.toFile();
        try {
            return REVISION + file.getCanonicalPath() + " " + file.length() + " " + file.lastModified();
        } catch (IOException unreadable) {
            return REVISION + library;
        }
    }

    @Override
    public List<Long> compile(LinuxSeccomp profile) {
        LinuxSeccompAction action = profile.defaultAction().orElseThrow();
        int byDefault = Actions.value(action, profile.defaultErrnoRet());
        try (FilterContext filter = FilterContext.open(library, byDefault)) {
            Set<Integer> architectures = architectures(profile, filter);
            if (profile.syscalls().size() > BINARY_TREE_THRESHOLD) {
                filter.enableBinaryTree(); // older versions of libseccomp search linearly
            }
            for (int i = 0; i < profile.syscalls().size(); i++) {
                rule("/linux/seccomp/syscalls/" + i, profile.syscalls().get(i), byDefault, filter);
            }
            List<Long> program = new ArrayList<>();
            // Also if the default is ENOSYS: the filter of libseccomp kills processes that use numbers of 2^31 and
            // more.
            if (permits(action)) {
                program.addAll(filter.compile());
            } else {
                program.addAll(UnknownSyscalls.enosysPrologue(highestNumbers(profile, architectures, filter)));
                program.addAll(filter.compile());
            }
            if (program.size() > MAX_INSTRUCTIONS) {
                throw problem(
                        "/linux/seccomp",
                        "the filter has " + program.size() + " instructions; the kernel accepts at most "
                                + MAX_INSTRUCTIONS);
            }
            return program;
        }
    }

    @Override
    public List<Problem> unknownCalls(LinuxSeccomp profile) {
        List<Problem> problems = new ArrayList<>();
        try (FilterContext filter =
                FilterContext.open(library, Actions.value(LinuxSeccompAction.SCMP_ACT_ALLOW, OptionalLong.empty()))) {
            for (int i = 0; i < profile.syscalls().size(); i++) {
                List<String> names = profile.syscalls().get(i).names();
                for (int j = 0; j < names.size(); j++) {
                    if (filter.number(names.get(j)).isEmpty()) {
                        problems.add(new Problem(
                                "/linux/seccomp/syscalls/" + i + "/names/" + j,
                                "invalid seccomp syscall \"" + names.get(j) + '"'));
                    }
                }
            }
        }
        return problems;
    }

    /** Returns whether a call that no rule matches is or may be executed. */
    private static boolean permits(LinuxSeccompAction action) {
        return switch (action) {
            case SCMP_ACT_ALLOW, SCMP_ACT_LOG, SCMP_ACT_TRACE -> true;
            case SCMP_ACT_KILL,
                    SCMP_ACT_KILL_PROCESS,
                    SCMP_ACT_KILL_THREAD,
                    SCMP_ACT_TRAP,
                    SCMP_ACT_ERRNO,
                    SCMP_ACT_NOTIFY -> false;
        };
    }

    /**
     * Adds the architectures of a profile to its filter, which always has the native one, and returns those that the
     * profile names; the native one if it names none.
     */
    private static Set<Integer> architectures(LinuxSeccomp profile, FilterContext filter) {
        Set<Integer> tokens = new LinkedHashSet<>();
        if (profile.architectures().isEmpty()) {
            tokens.add(filter.nativeArchitecture());
        }
        for (int i = 0; i < profile.architectures().size(); i++) {
            LinuxSeccompArch arch = profile.architectures().get(i);
            int token = Architectures.token(arch);
            int error = filter.addArchitecture(token);
            if (error != 0 && error != Errno.EEXIST) {
                throw problem(
                        "/linux/seccomp/architectures/" + i,
                        "libseccomp does not support " + arch.specName() + " (errno " + error + ")");
            }
            tokens.add(token);
        }
        return tokens;
    }

    private static void rule(String pointer, LinuxSyscall rule, int byDefault, FilterContext filter) {
        int action = Actions.value(rule.action(), rule.errnoRet());
        if (action == byDefault) {
            return; // libseccomp refuses rules with the default action
        }
        for (int i = 0; i < rule.names().size(); i++) {
            OptionalInt number = filter.number(rule.names().get(i));
            if (number.isPresent()) { // unknown calls are ignored: they belong to newer kernels or other architectures
                for (List<Comparison> comparisons : alternatives(rule.args())) {
                    int error = filter.addRule(action, number.getAsInt(), comparisons);
                    if (error != 0) {
                        throw problem(
                                pointer + "/names/" + i,
                                "libseccomp refuses the rule for "
                                        + rule.names().get(i) + " (errno " + error + ")");
                    }
                }
            }
        }
    }

    /**
     * Returns the alternatives of conditions, of which one must hold. Normally all conditions of a rule must hold. If
     * two conditions have the same argument, which libseccomp does not support, one of them is sufficient, as with
     * runc; profiles for {@code clone(2)} rely on it.
     */
    private static List<List<Comparison>> alternatives(List<LinuxSeccompArg> conditions) {
        List<Comparison> all = new ArrayList<>();
        Set<Integer> arguments = new LinkedHashSet<>();
        for (LinuxSeccompArg condition : conditions) {
            all.add(new Comparison(
                    condition.index(), operator(condition.op()), condition.value(), condition.valueTwo()));
            arguments.add(condition.index());
        }
        return arguments.size() == all.size()
                ? List.of(all)
                : all.stream().map(List::of).toList();
    }

    /** {@code enum scmp_compare}. */
    private static int operator(LinuxSeccompOperator operator) {
        return switch (operator) {
            case SCMP_CMP_NE -> 1;
            case SCMP_CMP_LT -> 2;
            case SCMP_CMP_LE -> 3;
            case SCMP_CMP_EQ -> 4;
            case SCMP_CMP_GE -> 5;
            case SCMP_CMP_GT -> 6;
            case SCMP_CMP_MASKED_EQ -> 7;
        };
    }

    /**
     * Returns the highest number of the calls in the profile by architecture, without architectures that have none of
     * them.
     */
    private static Map<Integer, Integer> highestNumbers(
            LinuxSeccomp profile, Set<Integer> architectures, FilterContext filter) {
        Map<Integer, Integer> newest = new LinkedHashMap<>();
        for (int token : architectures) {
            for (LinuxSyscall rule : profile.syscalls()) {
                for (String name : rule.names()) {
                    OptionalInt number = filter.number(token, name);
                    if (number.isPresent()) {
                        newest.merge(token, number.getAsInt(), Math::max);
                    }
                }
            }
        }
        return newest;
    }

    private static InvalidConfigurationException problem(String pointer, String message) {
        return new InvalidConfigurationException(new Problems(List.of(new Problem(pointer, message))));
    }
}
