package dev.hexrun.testkit.host;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.host.ProcessStat;
import dev.hexrun.port.host.ProcessTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A process table in memory. The only user with a name is root, unless a test adds others. */
public final class FakeProcessTable implements ProcessTable {

    private final Map<Integer, ProcessStat> processes = new TreeMap<>();
    private final List<List<String>> psOptions = new ArrayList<>();
    private List<String> psOutput = List.of();
    private String psRefuses = "";
    private final Map<Integer, String> users = new TreeMap<>(Map.of(0, "root"));
    private final Map<Integer, Set<Integer>> terminals = new TreeMap<>();

    /** Creates a table without processes. */
    public FakeProcessTable() {}

    /**
     * Adds a running process whose start time is ten times its pid.
     *
     * @param pid the process
     */
    public void run(int pid) {
        processes.put(pid, new ProcessStat(pid, "p", 'S', 1, pid * 10L));
    }

    /**
     * Adds a process, or replaces the one with its pid.
     *
     * @param process the process
     */
    public void put(ProcessStat process) {
        processes.put(process.pid(), process);
    }

    /**
     * Removes a process.
     *
     * @param pid the process
     */
    public void end(int pid) {
        processes.remove(pid);
    }

    /**
     * Sets the name of a user.
     *
     * @param uid the id, unsigned
     * @param name the name
     */
    public void user(int uid, String name) {
        users.put(uid, name);
    }

    /**
     * Makes a descriptor a terminal.
     *
     * @param pid the process
     * @param descriptor the number of the descriptor
     */
    public void terminal(int pid, int descriptor) {
        terminals.computeIfAbsent(pid, _ -> new TreeSet<>()).add(descriptor);
    }

    /**
     * Sets the output of {@link #ps}.
     *
     * @param lines the lines that it prints
     */
    public void psPrints(String... lines) {
        psOutput = List.of(lines);
    }

    /**
     * Makes {@link #ps} fail if it is called with an option.
     *
     * @param option the option
     */
    public void psRefuses(String option) {
        psRefuses = option;
    }

    /**
     * Returns the options of every call of {@link #ps} so far.
     *
     * @return the calls, in their order
     */
    public List<List<String>> psCalls() {
        return List.copyOf(psOptions);
    }

    @Override
    public Optional<ProcessStat> find(int pid) {
        return Optional.ofNullable(processes.get(pid));
    }

    @Override
    public Optional<String> userName(int uid) {
        return Optional.ofNullable(users.get(uid));
    }

    @Override
    public boolean isTerminal(int pid, int descriptor) {
        return processes.containsKey(pid)
                && terminals.getOrDefault(pid, Set.of()).contains(descriptor);
    }

    @Override
    public List<String> ps(List<String> options) {
        psOptions.add(options);
        if (options.contains(psRefuses)) {
            throw new ContainerException("ps: invalid option " + psRefuses);
        }
        return psOutput;
    }
}
