package dev.hexrun.port.host;

import java.util.List;
import java.util.Optional;

/** The processes of the host, {@code /proc}. */
public interface ProcessTable {

    /**
     * Looks a process up.
     *
     * @param pid the process, as the runtime's pid namespace numbers it
     * @return what the kernel says of it; empty if there is none, or if it went away while being read
     */
    Optional<ProcessStat> find(int pid);

    /**
     * The name of a user of the host, from {@code /etc/passwd}.
     *
     * @param uid the user's id
     * @return the name; empty if there is none
     */
    Optional<String> userName(int uid);

    /**
     * Tells whether a descriptor of a process is a terminal.
     *
     * @param pid the process
     * @param descriptor its descriptor
     * @return {@code true} if it is; {@code false} also if that cannot be told, and by a table that does not know
     */
    default boolean isTerminal(int pid, int descriptor) {
        return false;
    }

    /**
     * Has the host's {@code ps(1)} list processes.
     *
     * @param options its options
     * @return the lines that it prints
     * @throws dev.hexrun.domain.failure.ContainerException if there is no such program, or if it fails
     */
    List<String> ps(List<String> options);
}
