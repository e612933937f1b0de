package dev.hexrun.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.host.ProcessStat;
import dev.hexrun.port.host.ProcessTable;
import dev.hexrun.testkit.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link ProcessTable}. A subclass adds processes and users, for example as the files of a directory
 * {@code /proc}. The tests need no privileges.
 */
public abstract class ProcessTableContract {

    private static final ProcessStat INIT = new ProcessStat(7, "sleep", 'S', 1, 4711);
    private static final int NO_PID = 8;

    /** An option that every {@code ps} refuses. */
    protected static final String REFUSED_OPTION = "--no-such-option";

    /** Creates the test class. */
    protected ProcessTableContract() {}

    /**
     * Returns the table under test.
     *
     * @return the same table throughout a test, in which only the processes and users of the test exist
     */
    protected abstract ProcessTable table();

    /**
     * Adds a process, or replaces the one with its pid.
     *
     * @param process the process
     * @throws Exception if it cannot be added
     */
    protected abstract void add(ProcessStat process) throws Exception;

    /**
     * Removes a process.
     *
     * @param pid the process
     * @throws Exception if it cannot be removed
     */
    protected abstract void remove(int pid) throws Exception;

    /**
     * Adds a user. Called only before the table is used.
     *
     * @param uid the id, unsigned
     * @param name the name
     * @throws Exception if it cannot be added
     */
    protected abstract void addUser(int uid, String name) throws Exception;

    /**
     * Opens a descriptor in a process.
     *
     * @param pid the process, which has no other descriptors
     * @param descriptor the number of the descriptor
     * @param terminal whether it is a terminal; otherwise it is {@code /dev/null}
     * @return {@code false} if the test cannot do this
     * @throws Exception if it fails
     */
    protected abstract boolean openDescriptor(int pid, int descriptor, boolean terminal) throws Exception;

    /**
     * Returns a process that {@link ProcessTable#ps} finds: with the options {@code -o pid= -p PID}, it prints a line
     * with the pid.
     *
     * @return the pid
     */
    protected abstract int psProcess();

    @Test
    @Rule("find")
    void must_returnTheStatusOfAProcess() throws Exception {
        add(INIT);
        assertThat(table().find(INIT.pid())).as("the process").contains(INIT);
    }

    @Test
    @Rule("find-missing")
    void must_findNoProcess_thatDoesNotExist() throws Exception {
        add(INIT);
        for (int pid : new int[] {NO_PID, 0, -1, -INIT.pid()}) {
            assertThat(table().find(pid)).as("process %d", pid).isEmpty();
        }
    }

    @Test
    @Rule("find-current")
    void must_readTheStatusAgain_inEveryCall() throws Exception {
        add(INIT);
        assertThat(table().find(INIT.pid())).contains(INIT);
        ProcessStat reused = new ProcessStat(INIT.pid(), "other", 'R', 2, INIT.startTime() + 1);
        add(reused);
        assertThat(table().find(INIT.pid()))
                .as("another process with the same pid")
                .contains(reused);
        remove(INIT.pid());
        assertThat(table().find(INIT.pid())).as("a process that has ended").isEmpty();
    }

    @Test
    @Rule("find-command")
    void must_acceptEveryNameOfAProcess() throws Exception {
        for (String name : List.of("a b", "a) S 1 1", "(x)", ")", "", "0123456789abcde")) {
            ProcessStat named = new ProcessStat(INIT.pid(), name, 'S', 1, 4711);
            add(named);
            assertThat(table().find(INIT.pid()))
                    .as("a process with the name %s", name)
                    .contains(named);
        }
    }

    @Test
    @Rule("find-dead")
    void must_reportAZombieAsDead() throws Exception {
        add(new ProcessStat(INIT.pid(), "sh", 'Z', 1, 4711));
        assertThat(table().find(INIT.pid()))
                .hasValueSatisfying(process ->
                        assertThat(process.isDead()).as("a zombie is dead").isTrue());
    }

    @Test
    @Rule("user-name")
    void must_returnTheNamesOfUsers() throws Exception {
        addUser(0, "root");
        addUser(1000, "web");
        assertThat(table().userName(0)).as("user 0").contains("root");
        assertThat(table().userName(1000)).as("user 1000").contains("web");
    }

    @Test
    @Rule("user-missing")
    void must_returnNoName_whenAUserHasNone() throws Exception {
        addUser(0, "root");
        assertThat(table().userName(1000)).as("user 1000").isEmpty();
        assertThat(table().userName(-1)).as("user 4294967295").isEmpty();
    }

    @Test
    @Rule("user-unsigned")
    void must_acceptIdsAbove31Bits() throws Exception {
        addUser(-2, "unmapped");
        assertThat(table().userName(-2)).as("user 4294967294").contains("unmapped");
    }

    @Test
    @Rule("terminal")
    void must_recognizeATerminal_orNone() throws Exception {
        add(INIT);
        if (openDescriptor(INIT.pid(), 0, false)) {
            assertThat(table().isTerminal(INIT.pid(), 0)).as("/dev/null").isFalse();
        }
        assertThat(table().isTerminal(INIT.pid(), 5)).as("a closed descriptor").isFalse();
        assertThat(table().isTerminal(NO_PID, 0)).as("a missing process").isFalse();
        if (openDescriptor(INIT.pid(), 1, true)) {
            assertThat(table().isTerminal(INIT.pid(), 1)).as("a terminal").isTrue();
        }
    }

    @Test
    @Rule("ps")
    void must_returnTheLinesOfPs() {
        int pid = psProcess();
        assertThat(table().ps(List.of("-o", "pid=", "-p", Integer.toString(pid))))
                .as("the output of ps")
                .singleElement()
                .satisfies(line -> assertThat(line.strip()).isEqualTo(Integer.toString(pid)));
    }

    @Test
    @Rule("ps-refused")
    void must_fail_whenPsFails() {
        assertThatExceptionOfType(ContainerException.class)
                .as("ps with an unknown option")
                .isThrownBy(() -> table().ps(List.of(REFUSED_OPTION)));
    }
}
