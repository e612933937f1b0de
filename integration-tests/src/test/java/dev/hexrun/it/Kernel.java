package dev.hexrun.it;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * System calls that a client of a runtime needs and for which Java has no API. Like a containerd shim and conmon, these
 * tests are a subreaper: the orphaned processes of a command become their children, where they are found and reaped.
 */
// Java has no other access to these calls; the build starts the tests with --enable-native-access.
@SuppressWarnings("restricted")
final class Kernel {

    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int WNOHANG = 1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle PRCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("prctl"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle WAITPID = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("waitpid"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle KILL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("kill"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static final MethodHandle PTRACE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("ptrace"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(1));

    // linux/ptrace.h
    private static final long PTRACE_DETACH = 17;
    private static final long PTRACE_SEIZE = 0x4206;
    private static final long PTRACE_INTERRUPT = 0x4207;
    private static final long PTRACE_SECCOMP_GET_FILTER = 0x420c;

    /** {@code __WALL} of {@code linux/wait.h}. */
    private static final int WAIT_ALL = 0x40000000;

    /** {@code BPF_MAXINSNS} of {@code linux/bpf_common.h}. */
    private static final int MAX_INSTRUCTIONS = 4096;

    private Kernel() {}

    /** Makes this process the parent of its orphaned descendants. */
    static void becomeSubreaper() {
        try {
            int result = (int) PRCTL.invokeExact(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L);
            if (result != 0) {
                throw new IllegalStateException("prctl(PR_SET_CHILD_SUBREAPER) failed");
            }
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /**
     * Reaps a child and returns its exit status, or 128 plus the number of the signal; returns empty if it has not
     * ended or is not a child.
     */
    static OptionalInt reap(long pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            int result = (int) WAITPID.invokeExact((int) pid, status, WNOHANG);
            if (result == 0) {
                return OptionalInt.empty();
            }
            if (result < 0) {
                return OptionalInt.empty();
            }
            int raw = status.get(ValueLayout.JAVA_INT, 0);
            return OptionalInt.of((raw & 0x7f) == 0 ? (raw >> 8) & 0xff : 128 + (raw & 0x7f));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /** Sends a signal. Does nothing if the process does not exist. */
    static void kill(long pid, int signal) {
        try {
            int ignored = (int) KILL.invokeExact((int) pid, signal);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /**
     * Returns the seccomp filters of a process, the last installed first. The kernel lets only root read them, in a
     * process without filters.
     */
    static List<BpfProgram> seccompFilters(long pid) {
        try (Arena arena = Arena.ofConfined()) {
            ptrace(PTRACE_SEIZE, pid, 0, MemorySegment.NULL);
            List<BpfProgram> filters = new ArrayList<>();
            try {
                ptrace(PTRACE_INTERRUPT, pid, 0, MemorySegment.NULL);
                MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
                if ((int) WAITPID.invokeExact((int) pid, status, WAIT_ALL) != (int) pid) {
                    throw new IllegalStateException("waitpid " + pid + " failed");
                }
                MemorySegment program = arena.allocate(ValueLayout.JAVA_LONG, MAX_INSTRUCTIONS);
                while (true) {
                    long length = (long)
                            PTRACE.invokeExact(PTRACE_SECCOMP_GET_FILTER, (int) pid, (long) filters.size(), program);
                    if (length < 0) {
                        return filters;
                    }
                    List<Long> instructions = new ArrayList<>();
                    for (long i = 0; i < length; i++) {
                        instructions.add(program.getAtIndex(ValueLayout.JAVA_LONG, i));
                    }
                    filters.add(new BpfProgram(instructions));
                }
            } finally {
                ptrace(PTRACE_DETACH, pid, 0, MemorySegment.NULL);
            }
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    private static void ptrace(long request, long pid, long address, MemorySegment data) throws Throwable {
        if ((long) PTRACE.invokeExact(request, (int) pid, address, data) != 0) {
            throw new IllegalStateException("ptrace request " + request + " of process " + pid + " failed");
        }
    }

    private static RuntimeException unexpected(Throwable failure) {
        return failure instanceof RuntimeException runtime ? runtime : new IllegalStateException(failure);
    }
}
