package dev.hexrun.app.cgroup;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.cgroup.ResolvedCgroup;

/** The driver of containers that stay in the caller's cgroups. */
final class NoCgroups implements CgroupDriver {

    private static final NoCgroup NONE = new NoCgroup("");

    @Override
    public ResolvedCgroup resolve(CgroupRequest request) {
        return new ResolvedCgroup(request, NONE.paths(), request.caller() != CgroupCaller.PRIVILEGED);
    }

    @Override
    public Cgroup create(ResolvedCgroup resolved, LinuxResources resources) {
        return NONE;
    }

    @Override
    public Cgroup open(CgroupPaths paths) {
        return NONE;
    }

    @Override
    public void close() {}
}
