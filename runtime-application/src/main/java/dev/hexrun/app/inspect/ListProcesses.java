package dev.hexrun.app.inspect;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.CgroupOwnership;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.host.ProcessTable;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.StringTokenizer;
import java.util.TreeSet;

/** The ps use case: lists the processes of a container as the host sees them. */
public final class ListProcesses {

    private static final String PID = "PID";
    private static final List<String> ALL_PROCESSES = List.of("-ef");

    /** The maximum number of pids to pass to {@code ps}. A longer list makes a long argument and saves no work. */
    private static final int MAX_SELECTED = 1000;

    private final ContainerRecords records;
    private final CgroupDrivers drivers;
    private final CgroupOwnership ownership;
    private final ProcessTable processes;

    /**
     * Creates the use case.
     *
     * @param records the container records
     * @param drivers the cgroup drivers, which list the processes of a cgroup
     * @param ownership decides whether those processes belong to the container
     * @param adapters provides the process table
     */
    @Inject
    public ListProcesses(
            ContainerRecords records, CgroupDrivers drivers, CgroupOwnership ownership, Adapters adapters) {
        this.records = records;
        this.ownership = ownership;
        this.drivers = drivers;
        this.processes = adapters.host().processes();
    }

    /**
     * Lists the pids in the container's cgroup and its descendants.
     *
     * @param id the container
     * @return pids in the runtime's pid namespace, ascending; empty if the container has stopped
     * @throws UnsupportedException if the container has no cgroup
     */
    public List<Integer> pids(ContainerId id) {
        ContainerRecord record = records.get(id);
        if (record.cgroups().isEmpty()) {
            throw UnsupportedException.command("ps", "the container has no cgroup that identifies its processes");
        }
        List<Integer> pids = drivers.forContainer(record).processes();
        return pids.isEmpty() || ownership.exclusive(record) ? pids : List.of();
    }

    /**
     * Returns the output of the host's {@code ps(1)} for the processes of the container.
     *
     * @param id the container
     * @param options the options for {@code ps}, which must select the column {@code PID}; if empty, {@code -ef}
     * @return the header, and the lines of the container's processes
     * @throws ContainerException if {@code ps} fails, or if its output has no column {@code PID}
     */
    public List<String> table(ContainerId id, List<String> options) {
        Set<Integer> pids = new TreeSet<>(pids(id));
        List<String> lines = options.isEmpty() ? full(pids) : processes.ps(options);
        int column = lines.isEmpty() ? -1 : words(lines.getFirst()).indexOf(PID);
        if (column < 0) {
            throw new ContainerException("couldn't find PID field in ps output");
        }
        List<String> kept = new ArrayList<>();
        kept.add(lines.getFirst());
        for (String line : lines.subList(1, lines.size())) {
            List<String> words = words(line);
            if (words.size() > column && pids.contains(number(words.get(column)))) {
                kept.add(line);
            }
        }
        return kept;
    }

    /**
     * Runs {@code ps -f}, for a short list of pids with {@code -q}: without it, and also with {@code -p}, {@code ps}
     * reads several files of every process on the host.
     */
    private List<String> full(Set<Integer> pids) {
        if (!pids.isEmpty() && pids.size() <= MAX_SELECTED) {
            StringJoiner list = new StringJoiner(",");
            pids.forEach(pid -> list.add(pid.toString()));
            try {
                return processes.ps(List.of("-f", "-q", list.toString()));
            } catch (ContainerException unknownOrGone) {
                // BusyBox's ps has no -q, and procps's ps fails if all listed processes have exited.
                return processes.ps(ALL_PROCESSES);
            }
        }
        return processes.ps(ALL_PROCESSES);
    }

    private static int number(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(line);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }
}
