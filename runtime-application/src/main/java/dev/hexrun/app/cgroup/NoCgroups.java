package dev.hexrun.app.cgroup;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.resource.ResourceField;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupHierarchy;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Stands in for a driver where a container stays in its caller's cgroups. */
final class NoCgroups implements CgroupDriver {

    private static final CgroupPaths NOWHERE = new CgroupPaths("", Map.of());

    @Override
    public CgroupPaths place(CgroupRequest request) {
        return NOWHERE;
    }

    @Override
    public CgroupPaths create(CgroupPaths paths, CgroupRequest request, LinuxResources resources) {
        return NOWHERE;
    }

    @Override
    public void join(CgroupPaths paths, int pid) {}

    /** Device rules are left aside, since they hold in every configuration; a limit that was asked for is not. */
    @Override
    public void apply(CgroupPaths paths, LinuxResources resources) {
        List<ResourceField> fields = ResourceField.requested(resources);
        if (!fields.isEmpty()) {
            throw new UnsupportedException(
                    fields.getFirst().pointer(), "limits need a cgroup, and the container has none");
        }
    }

    @Override
    public boolean frozen(CgroupPaths paths) {
        return false;
    }

    @Override
    public void freeze(CgroupPaths paths, Duration timeout) {
        throw new UnsupportedException("freeze", "the container has no cgroup");
    }

    @Override
    public void thaw(CgroupPaths paths) {}

    @Override
    public List<Integer> pids(CgroupPaths paths) {
        return List.of();
    }

    @Override
    public boolean kill(CgroupPaths paths) {
        return false;
    }

    @Override
    public long oomKills(CgroupPaths paths) {
        return 0;
    }

    @Override
    public void delete(CgroupPaths paths) {}

    @Override
    public List<CgroupHierarchy> hierarchies(CgroupPaths paths) {
        return List.of();
    }
}
