package dev.hexrun.port.host;

import java.util.List;
import java.util.Optional;

/** The processes of the host, {@code /proc}. Adapters implement it; the runtime calls it. */
public interface ProcessTable {

    /**
     * Reads the status of a process.
     *
     * @param pid the process, in the runtime's pid namespace
     * @return the status; empty if the process does not exist, or ends while it is read
     */
    Optional<ProcessStat> find(int pid);

    /**
     * Returns the name of a user of the host, from {@code /etc/passwd}.
     *
     * @param uid the user's id
     * @return the name; empty if the user has none
     */
    Optional<String> userName(int uid);

    /**
     * Returns whether a descriptor of a process is a terminal.
     *
     * @param pid the process
     * @param descriptor the number of the descriptor
     * @return {@code true} if it is a terminal; {@code false} if it is not, or cannot be examined, or the
     *     implementation does not support this
     */
    default boolean isTerminal(int pid, int descriptor) {
        return false;
    }

    /**
     * Executes the host's {@code ps(1)}.
     *
     * @param options the command-line options
     * @return the lines of its output
     * @throws dev.hexrun.domain.failure.ContainerException if the program does not exist or fails
     */
    List<String> ps(List<String> options);
}
