package dev.hexrun.testkit.cgroup;

import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupPaths;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The contract of drivers with the cgroups of a fake. */
class FakeCgroupContract extends CgroupDriverContract {

    private final FakeCgroupDriver fake;
    private final CgroupDriver driver;
    private final Set<Capability> missing = EnumSet.noneOf(Capability.class);
    private int lastPid = 100;

    /** Creates the test of the fake itself. */
    FakeCgroupContract() {
        this.fake = new FakeCgroupDriver();
        this.driver = fake;
    }

    /**
     * Creates the test.
     *
     * @param fake the cgroups
     * @param driver the driver under test, which uses them
     * @param missing the features that it does not support
     */
    FakeCgroupContract(FakeCgroupDriver fake, CgroupDriver driver, Capability... missing) {
        this.fake = fake;
        this.driver = driver;
        this.missing.addAll(List.of(missing));
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

    @Override
    protected boolean supports(Capability capability) {
        return !missing.contains(capability);
    }
}
