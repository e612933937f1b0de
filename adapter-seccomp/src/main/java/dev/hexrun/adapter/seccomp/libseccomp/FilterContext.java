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

/** A filter of libseccomp under construction, {@code scmp_filter_ctx}. */
public final class FilterContext implements AutoCloseable {

    private static final int ATTRIBUTE_OPTIMIZE = 8;
    private static final int BINARY_TREE = 2;
    private static final int UNKNOWN_CALL = -1;
    private static final int MFD_CLOEXEC = 1;

    /** The size of {@code struct scmp_arg_cmp}: argument and operator of four bytes each, and two numbers. */
    private static final int COMPARISON = 24;

    private final Pointer context;

    private FilterContext(Pointer context) {
        this.context = context;
    }

    /**
     * Creates a filter for the native architecture.
     *
     * @param library path of the library
     * @param action the default action, {@code SECCOMP_RET_*} with its data
     * @return the filter
     * @throws ContainerException if the library cannot be loaded, or does not support the action
     */
    public static FilterContext open(Path library, int action) {
        try {
            LibSeccomp.load(library.toString());
            LibC.load();
        } catch (UnsatisfiedLinkError unusable) {
            throw new ContainerException("load libseccomp: " + reason(unusable), unusable);
        }
        Pointer context = LibSeccomp.seccomp_init(action);
        if (context == null) {
            throw new ContainerException("libseccomp does not support the action 0x" + Integer.toHexString(action));
        }
        return new FilterContext(context);
    }

    /** Returns the message of the dynamic linker: the second line of JNA's message, after the name of the library. */
    private static String reason(UnsatisfiedLinkError unusable) {
        List<String> lines = String.valueOf(unusable.getMessage()).lines().toList();
        return lines.size() > 1 ? lines.get(1) : String.join("", lines);
    }

    /**
     * A condition on an argument of a call, {@code struct scmp_arg_cmp}.
     *
     * @param argument 0 to 5
     * @param operator a constant of {@code enum scmp_compare}
     * @param first the value that the argument is compared with, or the mask
     * @param second the value that the masked argument is compared with
     */
    public record Comparison(int argument, int operator, long first, long second) {}

    /**
     * Returns the native architecture.
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
     * @return 0 or an errno; {@code EEXIST} if the filter has it
     */
    public int addArchitecture(int token) {
        return -LibSeccomp.seccomp_arch_add(context, token);
    }

    /**
     * Arranges the rules in a binary tree ({@code SCMP_FLTATR_CTL_OPTIMIZE}), which older versions of the library do not support.
     *
     * @return 0 or an errno
     */
    public int enableBinaryTree() {
        return -LibSeccomp.seccomp_attr_set(context, ATTRIBUTE_OPTIMIZE, BINARY_TREE);
    }

    /**
     * Returns the number of a call for rules.
     *
     * @param name the name of the call
     * @return the number, negative if the native architecture does not have the call; empty if no architecture has it
     */
    public OptionalInt number(String name) {
        int number = LibSeccomp.seccomp_syscall_resolve_name(name);
        return number == UNKNOWN_CALL ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /**
     * Returns the number of a call in the kernel.
     *
     * @param token the {@code SCMP_ARCH_*} of the architecture
     * @param name the name of the call
     * @return the number; empty if that architecture does not have the call
     */
    public OptionalInt number(int token, String name) {
        int number = LibSeccomp.seccomp_syscall_resolve_name_arch(token, name);
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /**
     * Adds a rule.
     *
     * @param action the action, {@code SECCOMP_RET_*} with its data
     * @param number the number of the call
     * @param comparisons the conditions, at most one for each argument
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
     * @return the program, each number the bytes of a {@code struct sock_filter}, the first byte lowest
     * @throws ContainerException if it cannot be compiled
     */
    public List<Long> compile() {
        int descriptor = LibC.memfd_create("seccomp", MFD_CLOEXEC);
        if (descriptor < 0) {
            throw new ContainerException("compile the filter: memfd_create failed");
        }
        try {
            int result = LibSeccomp.seccomp_export_bpf(context, descriptor);
            if (result != 0) {
                throw new ContainerException("compile the filter: libseccomp failed with errno " + -result);
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/fd/" + descriptor)))
                    .order(ByteOrder.LITTLE_ENDIAN);
            List<Long> program = new ArrayList<>(bytes.remaining() / Long.BYTES);
            while (bytes.remaining() >= Long.BYTES) {
                program.add(bytes.getLong());
            }
            return program;
        } catch (IOException unreadable) {
            throw new ContainerException("read the compiled filter: " + unreadable.getMessage(), unreadable);
        } finally {
            LibC.close(descriptor);
        }
    }

    @Override
    public void close() {
        LibSeccomp.seccomp_release(context);
    }
}
