package dev.hexrun.adapter.linux.host;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hexrun.port.host.ProcessStat;
import dev.hexrun.port.host.ProcessTable;
import dev.hexrun.testkit.host.ProcessTableContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class ProcProcessTableContractTest extends ProcessTableContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path root;

    @SuppressWarnings("NullAway.Init") // by createTable()
    private ProcessTable table;

    @BeforeEach
    void createTable() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        table = new ProcProcessTable(root.toString());
    }

    @Override
    protected ProcessTable table() {
        return table;
    }

    private Path process(int pid) {
        return root.resolve("proc/" + pid);
    }

    @Override
    protected void add(ProcessStat process) throws IOException {
        Files.createDirectories(process(process.pid()));
        Files.writeString(
                process(process.pid()).resolve("stat"),
                process.pid() + " (" + process.command() + ") " + process.state() + ' ' + process.parent()
                        + " 7 7 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 " + process.startTime() + " 0 0\n");
    }

    @Override
    protected void remove(int pid) throws IOException {
        Files.delete(process(pid).resolve("stat"));
        Files.delete(process(pid));
    }

    @Override
    protected void addUser(int uid, String name) throws IOException {
        Files.writeString(
                root.resolve("etc/passwd"),
                name + ":x:" + Integer.toUnsignedString(uid) + ":0::/:/bin/sh\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Override
    protected boolean openDescriptor(int pid, int descriptor, boolean terminal) throws IOException {
        Path device = Path.of(terminal ? "/dev/tty" : "/dev/null");
        Path directory = Files.createDirectories(process(pid).resolve("fd"));
        Files.createSymbolicLink(directory.resolve(Integer.toString(descriptor)), device);
        return Files.exists(device);
    }

    @Override
    protected int psProcess() {
        assumeTrue(Files.exists(Path.of("/usr/bin/ps")) || Files.exists(Path.of("/bin/ps")), "no ps (package procps)");
        return (int) ProcessHandle.current().pid();
    }
}
