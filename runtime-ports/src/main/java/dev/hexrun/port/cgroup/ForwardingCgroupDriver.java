package dev.hexrun.port.cgroup;

import dev.hexrun.domain.config.LinuxResources;

/**
 * A base class of drivers that add to another driver. All methods call the other driver; a subclass overrides those that
 * it changes, and {@link #wrap} to change the cgroups. A method that a later version of the SPI adds is forwarded as
 * well.
 *
 * <p>The paths that this driver returns have its own name, since the runtime opens the cgroups of a container with the
 * driver of that name. A driver obtains the other one with {@link CgroupDriverContext#driver}.
 */
public class ForwardingCgroupDriver implements CgroupDriver {

    private final String name;
    private final String delegateName;
    private final CgroupDriver delegate;

    /**
     * Creates a driver.
     *
     * @param name the name of this driver, as its provider returns it
     * @param delegateName the name of the other driver
     * @param delegate the other driver
     */
    public ForwardingCgroupDriver(String name, String delegateName, CgroupDriver delegate) {
        this.name = name;
        this.delegateName = delegateName;
        this.delegate = delegate;
    }

    /**
     * Returns the other driver.
     *
     * @return the driver
     */
    protected final CgroupDriver delegate() {
        return delegate;
    }

    /**
     * Wraps the cgroups of a container. The default implementation forwards every method.
     *
     * @param cgroup the cgroups of the other driver
     * @return the cgroups, whose paths must have the name of this driver
     */
    protected Cgroup wrap(Cgroup cgroup) {
        return new ForwardingCgroup(name, cgroup);
    }

    @Override
    public ResolvedCgroup resolve(CgroupRequest request) {
        ResolvedCgroup resolved = delegate.resolve(request);
        return new ResolvedCgroup(resolved.request(), named(name, resolved.paths()), resolved.rootless());
    }

    @Override
    public Cgroup create(ResolvedCgroup resolved, LinuxResources resources) {
        return wrap(delegate.create(
                new ResolvedCgroup(resolved.request(), named(delegateName, resolved.paths()), resolved.rootless()),
                resources));
    }

    @Override
    public Cgroup open(CgroupPaths paths) {
        return wrap(delegate.open(named(delegateName, paths)));
    }

    @Override
    public void close() {
        delegate.close();
    }

    private static CgroupPaths named(String driver, CgroupPaths paths) {
        return CgroupPaths.of(driver, paths.saved());
    }
}
