package dev.hexrun.testkit.host;

import dev.hexrun.port.host.ProcessStat;
import dev.hexrun.port.host.ProcessTable;

class FakeProcessTableContractTest extends ProcessTableContract {

    private final FakeProcessTable table = new FakeProcessTable();

    FakeProcessTableContractTest() {
        table.psRefuses(REFUSED_OPTION);
    }

    @Override
    protected ProcessTable table() {
        return table;
    }

    @Override
    protected void add(ProcessStat process) {
        table.put(process);
    }

    @Override
    protected void remove(int pid) {
        table.end(pid);
    }

    @Override
    protected void addUser(int uid, String name) {
        table.user(uid, name);
    }

    @Override
    protected boolean openDescriptor(int pid, int descriptor, boolean terminal) {
        if (terminal) {
            table.terminal(pid, descriptor);
        }
        return true;
    }

    @Override
    protected int psProcess() {
        table.psPrints("  4711");
        return 4711;
    }
}
