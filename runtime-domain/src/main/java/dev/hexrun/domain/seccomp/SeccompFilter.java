package dev.hexrun.domain.seccomp;

import java.util.List;

/**
 * A compiled seccomp filter.
 *
 * @param instructions the program, each number the bytes of a {@code struct sock_filter}, the first byte lowest
 * @param flags {@code SECCOMP_FILTER_FLAG_*} of {@code seccomp(2)}
 * @param machine the native architecture, as {@code uname(2)} names it, such as {@code x86_64}
 */
public record SeccompFilter(List<Long> instructions, long flags, String machine) {

    /** Copies the list. */
    public SeccompFilter {
        instructions = List.copyOf(instructions);
    }

    /**
     * Returns whether a listener decides about some calls, {@code seccomp_unotify(2)}.
     *
     * @return {@code true} if the kernel returns a descriptor for the filter
     */
    public boolean usesListener() {
        return (flags & SeccompFlags.NEW_LISTENER) != 0;
    }

    /**
     * Returns whether the filter allows a system call of the runtime for all arguments.
     *
     * @param call the system call
     * @return {@code true} if it is allowed, or logged and allowed; {@code false} also on a machine whose system call numbers
     *     are not known here
     */
    public boolean permits(SystemCall call) {
        long architecture = architecture();
        int number = machine.equals("x86_64") ? call.x86Number() : call.genericNumber();
        return architecture != 0 && new FilterProgram(instructions).permits(architecture, number);
    }

    /** Returns the architecture as in the filter, without sign; 0 if the system call numbers of the machine are not known. */
    private long architecture() {
        return Integer.toUnsignedLong(
                switch (machine) {
                    case "x86_64" -> AuditArchitecture.X86_64;
                    case "aarch64" -> AuditArchitecture.AARCH64;
                    case "riscv64" -> AuditArchitecture.RISCV64;
                    case "loongarch64" -> AuditArchitecture.LOONGARCH64;
                    default -> 0;
                });
    }
}
