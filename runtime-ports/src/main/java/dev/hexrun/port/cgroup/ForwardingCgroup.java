package dev.hexrun.port.cgroup;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A base class of cgroups that add to those of another driver. All methods call the other object; a subclass overrides
 * those that it changes.
 */
public class ForwardingCgroup implements Cgroup {

    private final String driver;
    private final Cgroup delegate;

    /**
     * Creates the object.
     *
     * @param driver the name of the driver that wraps the other one, which {@link #paths} has
     * @param delegate the cgroups of the other driver
     */
    public ForwardingCgroup(String driver, Cgroup delegate) {
        this.driver = driver;
        this.delegate = delegate;
    }

    /**
     * Returns the cgroups of the other driver.
     *
     * @return the cgroups
     */
    protected final Cgroup delegate() {
        return delegate;
    }

    /**
     * Wraps the cgroups that a {@link CgroupJoin.Action} of the other driver returns. The default implementation
     * forwards every method; a subclass returns an object of its own class.
     *
     * @param joined the cgroups of the other driver
     * @return the cgroups
     */
    protected Cgroup wrap(Cgroup joined) {
        return new ForwardingCgroup(driver, joined);
    }

    @Override
    public CgroupPaths paths() {
        return CgroupPaths.of(driver, delegate.paths().saved());
    }

    @Override
    public Map<String, String> identities() {
        return delegate.identities();
    }

    @Override
    public CgroupMountView mountView() {
        return delegate.mountView();
    }

    @Override
    public CgroupJoin initJoin() {
        return wrap(delegate.initJoin());
    }

    @Override
    public CgroupJoin execJoin(CgroupExecRequest request) {
        return wrap(delegate.execJoin(request));
    }

    private CgroupJoin wrap(CgroupJoin join) {
        if (join instanceof CgroupJoin.ByRuntime byRuntime) {
            CgroupJoin.Action action = byRuntime.action();
            return new CgroupJoin.ByRuntime(pid -> wrap(action.join(pid)));
        }
        return join;
    }

    @Override
    public void enterSubgroup(int pid, String subgroup, OptionalLong owner) {
        delegate.enterSubgroup(pid, subgroup, owner);
    }

    @Override
    public void apply(LinuxResources resources) {
        delegate.apply(resources);
    }

    @Override
    public void update(LinuxResources resources) {
        delegate.update(resources);
    }

    @Override
    public List<Step> enforcementSteps(LinuxResources resources) {
        return delegate.enforcementSteps(resources);
    }

    @Override
    public Optional<CgroupFreezer> freezer() {
        return delegate.freezer();
    }

    @Override
    public List<Integer> processes() {
        return delegate.processes();
    }

    @Override
    public void signal(int signal) {
        delegate.signal(signal);
    }

    @Override
    public void killAll() {
        delegate.killAll();
    }

    @Override
    public void delete() {
        delegate.delete();
    }

    @Override
    public Optional<CgroupMonitor> monitor() {
        return delegate.monitor();
    }
}
