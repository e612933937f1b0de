package dev.hexrun.domain.seccomp;

import java.util.List;

/**
 * A compiled filter of system calls.
 *
 * @param instructions the program, a {@code struct sock_filter} in each, its bytes from the lowest
 * @param flags {@code SECCOMP_FILTER_FLAG_*} of {@code seccomp(2)}
 * @param machine the architecture it is for in the kernel's words, {@code x86_64}; the program's own calls are of that
 */
public record SeccompFilter(List<Long> instructions, long flags, String machine) {

    /** Keeps a copy of the list. */
    public SeccompFilter {
        instructions = List.copyOf(instructions);
    }

    /**
     * Tells whether somebody else decides about some calls, {@code seccomp_unotify(2)}.
     *
     * @return {@code true} if the kernel gives a descriptor for the filter
     */
    public boolean usesListener() {
        return (flags & SeccompFlags.NEW_LISTENER) != 0;
    }

    /**
     * Returns whether the filter lets a call of the runtime pass, whatever its arguments are.
     *
     * @param call the system call
     * @return {@code true} if it is allowed, or logged and allowed; {@code false} also where this cannot be found out: the
     *     machine is another than those whose numbers are known
     */
    public boolean permits(SystemCall call) {
        long architecture = architecture();
        int number = machine.equals("x86_64") ? call.x86Number() : call.genericNumber();
        return architecture != 0 && new FilterProgram(instructions).permits(architecture, number);
    }

    /** {@code AUDIT_ARCH_*} of {@code linux/audit.h}; 0 for a machine whose numbers are not known. */
    private long architecture() {
        return switch (machine) {
            case "x86_64" -> 0xc000003eL;
            case "aarch64" -> 0xc00000b7L;
            case "riscv64" -> 0xc00000f3L;
            case "loongarch64" -> 0xc0000102L;
            default -> 0;
        };
    }
}
