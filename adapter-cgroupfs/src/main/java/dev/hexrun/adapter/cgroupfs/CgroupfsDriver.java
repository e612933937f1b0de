package dev.hexrun.adapter.cgroupfs;

import dev.hexrun.cgroup.tree.CgroupsPath;
import dev.hexrun.cgroup.tree.KernelCgroups;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.cgroup.ResolvedCgroup;

/**
 * A driver that creates cgroups in the kernel's cgroup file systems. It treats root of a user namespace as rootless.
 */
final class CgroupfsDriver implements CgroupDriver {

    private final String name;
    private final KernelCgroups kernel;

    CgroupfsDriver(String name, KernelCgroups kernel) {
        this.name = name;
        this.kernel = kernel;
    }

    @Override
    public ResolvedCgroup resolve(CgroupRequest request) {
        return new ResolvedCgroup(
                request, kernel.resolve(name, CgroupsPath.of(request)), request.caller() != CgroupCaller.PRIVILEGED);
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
