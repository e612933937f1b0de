package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.cgroup.ResolvedCgroup;

/** A driver like the cgroupfs adapter's, for the contract tests of this module. */
public record KernelDriver(KernelCgroups kernel) implements CgroupDriver {

    @Override
    public ResolvedCgroup resolve(CgroupRequest request) {
        return new ResolvedCgroup(
                request,
                kernel.resolve("cgroupfs", CgroupsPath.of(request)),
                request.caller() != CgroupCaller.PRIVILEGED);
    }

    @Override
    public Cgroup create(ResolvedCgroup resolved, LinuxResources resources) {
        return kernel.create(resolved, resources);
    }

    @Override
    public Cgroup open(CgroupPaths paths) {
        return paths.isEmpty() ? new NoCgroup(paths.driver()) : kernel.open(paths);
    }

    @Override
    public void close() {}
}
