package com.example.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.provider.AdapterLog;
import dev.hexrun.testkit.cgroup.CgroupDriverContract;
import dev.hexrun.testkit.cgroup.FakeCgroupDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of drivers, on the cgroups of a fake, and what the driver adds. */
class AccountingDriverTest extends CgroupDriverContract {

    private final FakeCgroupDriver fake = new FakeCgroupDriver();

    @TempDir
    Path directory;

    private CgroupDriver driver = fake;
    private int lastPid = 100;

    @BeforeEach
    void wrapTheFake() {
        driver = new AccountingDriver(FakeCgroupDriver.NAME, fake, file(), AdapterLog.NONE);
    }

    @Test
    void accountsForCreationAndDeletion() throws IOException {
        Cgroup cgroup = driver.create(
                driver.resolve(new CgroupRequest(ContainerId.of("web"), "/web", CgroupCaller.PRIVILEGED)),
                LinuxResources.builder().build());
        cgroup.delete();
        cgroup.delete();

        assertThat(cgroup.paths().driver()).isEqualTo("example-accounting");
        assertThat(Files.readAllLines(file())).hasSize(2).first().isEqualTo("created,web");
        assertThat(Files.readAllLines(file()).getLast()).startsWith("deleted,");
    }

    private Path file() {
        return directory.resolve("accounting.csv");
    }

    @Override
    protected CgroupDriver driver() {
        return driver;
    }

    @Override
    protected String cgroupsPath(String name) {
        return "/contract/" + name;
    }

    @Override
    protected int startProcess() {
        return ++lastPid;
    }

    @Override
    protected void endProcess(int pid) {
        fake.end(pid);
    }

    @Override
    protected boolean ended(int pid, Duration timeout) {
        return !fake.holds(pid);
    }

    @Override
    protected void execute(Step step, int pid) {
        fake.execute(step, pid);
    }

    @Override
    protected List<String> existing(CgroupPaths paths) {
        return paths.directories().stream().filter(fake.cgroups()::contains).toList();
    }

    @Override
    protected OptionalLong pidsLimit(CgroupPaths paths) {
        return fake.limit(paths, FakeCgroupDriver.Limit.PIDS);
    }

    @Override
    protected OptionalLong memoryLimit(CgroupPaths paths) {
        return fake.limit(paths, FakeCgroupDriver.Limit.MEMORY);
    }

    @Override
    protected OptionalLong cpuQuota(CgroupPaths paths) {
        return fake.limit(paths, FakeCgroupDriver.Limit.CPU_QUOTA);
    }

    @Override
    protected CgroupPaths nest(CgroupPaths paths, String name) {
        return fake.nest(paths, name);
    }
}
