package dev.hexrun.domain.seccomp;

import java.util.List;

/**
 * A compiled filter of system calls.
 *
 * @param instructions the program, a {@code struct sock_filter} in each, its bytes from the lowest
 * @param flags {@code SECCOMP_FILTER_FLAG_*} of {@code seccomp(2)}
 */
public record SeccompFilter(List<Long> instructions, long flags) {

    /** Keeps a copy of the list. */
    public SeccompFilter {
        instructions = List.copyOf(instructions);
    }

    /**
     * Tells whether somebody else decides about some calls, {@code seccomp_unotify(2)}.
     *
     * @return {@code true} if the kernel gives a descriptor for the filter
     */
    public boolean notifies() {
        return (flags & SeccompFlags.NEW_LISTENER) != 0;
    }
}
