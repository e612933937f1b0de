package dev.hexrun.testkit.cgroup;

import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupPaths;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

class FakeCgroupDriverContractTest extends CgroupDriverContract {

    private final FakeCgroupDriver driver = new FakeCgroupDriver();
    private int lastPid = 100;

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
        driver.end(pid);
    }

    @Override
    protected boolean ended(int pid, Duration timeout) {
        return !driver.holds(pid);
    }

    @Override
    protected void execute(Step step, int pid) {
        driver.execute(step, pid);
    }

    @Override
    protected List<String> existing(CgroupPaths paths) {
        return paths.directories().stream().filter(driver.cgroups()::contains).toList();
    }

    @Override
    protected OptionalLong pidsLimit(CgroupPaths paths) {
        return driver.limit(paths, FakeCgroupDriver.Limit.PIDS);
    }

    @Override
    protected OptionalLong memoryLimit(CgroupPaths paths) {
        return driver.limit(paths, FakeCgroupDriver.Limit.MEMORY);
    }

    @Override
    protected OptionalLong cpuQuota(CgroupPaths paths) {
        return driver.limit(paths, FakeCgroupDriver.Limit.CPU_QUOTA);
    }

    @Override
    protected CgroupPaths nest(CgroupPaths paths, String name) {
        return driver.nest(paths, name);
    }
}
