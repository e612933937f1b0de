package dev.hexrun.adapter.seccomp.libseccomp;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.hexrun.domain.failure.ContainerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A filter that is being made, {@code scmp_filter_ctx}. Its methods answer 0, or the errno of a failure. */
public final class FilterContext implements AutoCloseable {

    private static final int ATTRIBUTE_OPTIMIZE = 8;
    private static final int BINARY_TREE = 2;
    private static final int UNKNOWN_CALL = -1;
    private static final int MFD_CLOEXEC = 1;

    /** {@code struct scmp_arg_cmp}: argument and operator, four bytes each, and two numbers. */
    private static final int COMPARISON = 24;

    private final Pointer context;

    private FilterContext(Pointer context) {
        this.context = context;
    }

    /**
     * Begins a filter for the native architecture.
     *
     * @param library path of the library
     * @param action the default action, {@code SECCOMP_RET_*} with its data
     * @return the filter
     * @throws ContainerException if the library cannot be used, or does not know the action
     */
    public static FilterContext open(Path library, int action) {
        try {
            LibSeccomp.load(library.toString());
            LibC.load();
        } catch (UnsatisfiedLinkError unusable) {
            throw new ContainerException("libseccomp cannot be used: " + reason(unusable), unusable);
        }
        Pointer context = LibSeccomp.seccomp_init(action);
        if (context == null) {
            throw new ContainerException("libseccomp does not know the action 0x" + Integer.toHexString(action));
        }
        return new FilterContext(context);
    }

    /** JNA's message has lines: what it tried to load, and then what the dynamic linker said. */
    private static String reason(UnsatisfiedLinkError unusable) {
        List<String> lines = String.valueOf(unusable.getMessage()).lines().toList();
        return lines.size() > 1 ? lines.get(1) : String.join("", lines);
    }

    /**
     * A condition on an argument of a call, {@code struct scmp_arg_cmp}.
     *
     * @param argument 0 to 5
     * @param operator a constant of {@code enum scmp_compare}
     * @param first what the argument is compared with, or the mask
     * @param second what the masked argument is compared with
     */
    public record Comparison(int argument, int operator, long first, long second) {}

    /**
     * The architecture that the filter begins with.
     *
     * @return its {@code SCMP_ARCH_*}
     */
    public int nativeArchitecture() {
        return LibSeccomp.seccomp_arch_native();
    }

    /**
     * Adds an architecture.
     *
     * @param token its {@code SCMP_ARCH_*}
     * @return 0 or an errno; {@code EEXIST} if it is there already
     */
    public int addArchitecture(int token) {
        return -LibSeccomp.seccomp_arch_add(context, token);
    }

    /**
     * Has the filter search calls by halves instead of one after the other. Not every version of the library can.
     *
     * @return 0 or an errno
     */
    public int enableBinaryTree() {
        return -LibSeccomp.seccomp_attr_set(context, ATTRIBUTE_OPTIMIZE, BINARY_TREE);
    }

    /**
     * The number of a call, for rules.
     *
     * @param name the call's name
     * @return its number, negative for one that the native architecture does not have; empty if no architecture does
     */
    public OptionalInt number(String name) {
        int number = LibSeccomp.seccomp_syscall_resolve_name(name);
        return number == UNKNOWN_CALL ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /**
     * The number by which the kernel knows a call.
     *
     * @param token an architecture's {@code SCMP_ARCH_*}
     * @param name the call's name
     * @return its number; empty if that architecture does not have it
     */
    public OptionalInt number(int token, String name) {
        int number = LibSeccomp.seccomp_syscall_resolve_name_arch(token, name);
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /**
     * Adds a rule.
     *
     * @param action what happens, {@code SECCOMP_RET_*} with its data
     * @param number the call
     * @param comparisons what has to hold of its arguments; each argument at most once
     * @return 0 or an errno
     */
    public int addRule(int action, int number, List<Comparison> comparisons) {
        if (comparisons.isEmpty()) {
            return -LibSeccomp.seccomp_rule_add_array(context, action, number, 0, null);
        }
        try (Memory array = new Memory((long) COMPARISON * comparisons.size())) {
            long at = 0;
            for (Comparison comparison : comparisons) {
                array.setInt(at, comparison.argument());
                array.setInt(at + 4, comparison.operator());
                array.setLong(at + 8, comparison.first());
                array.setLong(at + 16, comparison.second());
                at += COMPARISON;
            }
            return -LibSeccomp.seccomp_rule_add_array(context, action, number, comparisons.size(), array);
        }
    }

    /**
     * Compiles the filter.
     *
     * @return the program, a {@code struct sock_filter} in each, its bytes from the lowest
     * @throws ContainerException if that fails
     */
    public List<Long> compile() {
        int descriptor = LibC.memfd_create("seccomp", MFD_CLOEXEC);
        if (descriptor < 0) {
            throw new ContainerException("memfd_create fails");
        }
        try {
            int result = LibSeccomp.seccomp_export_bpf(context, descriptor);
            if (result != 0) {
                throw new ContainerException("libseccomp cannot compile the filter: errno " + -result);
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/fd/" + descriptor)))
                    .order(ByteOrder.LITTLE_ENDIAN);
            List<Long> program = new ArrayList<>(bytes.remaining() / Long.BYTES);
            while (bytes.remaining() >= Long.BYTES) {
                program.add(bytes.getLong());
            }
            return program;
        } catch (IOException unreadable) {
            throw new ContainerException("cannot read the compiled filter: " + unreadable.getMessage(), unreadable);
        } finally {
            LibC.close(descriptor);
        }
    }

    @Override
    public void close() {
        LibSeccomp.seccomp_release(context);
    }
}
