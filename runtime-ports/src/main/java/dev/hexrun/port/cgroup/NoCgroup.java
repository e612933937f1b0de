package dev.hexrun.port.cgroup;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.resource.ResourceField;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The implementation for a container without cgroups, which stays in the cgroups of its caller. */
public final class NoCgroup implements Cgroup {

    private final CgroupPaths.None paths;
    private final CgroupMountView mountView;

    /**
     * Creates the cgroup.
     *
     * @param driver the name of the driver that could not create a cgroup; empty if no driver was used
     */
    public NoCgroup(String driver) {
        this(driver, CgroupMountView.NONE);
    }

    /**
     * Creates the cgroup of a container that stays in the cgroups of its caller.
     *
     * @param driver the name of the driver that could create no cgroup
     * @param mountView the cgroups of the caller, which the container sees if it mounts cgroups
     */
    public NoCgroup(String driver, CgroupMountView mountView) {
        this.paths = new CgroupPaths.None(driver);
        this.mountView = mountView;
    }

    @Override
    public CgroupPaths paths() {
        return paths;
    }

    @Override
    public Map<String, String> identities() {
        return Map.of();
    }

    @Override
    public CgroupMountView mountView() {
        return mountView;
    }

    @Override
    public CgroupJoin initJoin() {
        return new CgroupJoin.BySteps(List.of());
    }

    @Override
    public CgroupJoin execJoin(CgroupExecRequest request) {
        paths.below(request.subgroups());
        return new CgroupJoin.BySteps(List.of());
    }

    /** Ignores device rules, since every configuration has some, and throws for limits. */
    @Override
    public void apply(LinuxResources resources) {
        List<ResourceField> fields = ResourceField.requested(resources);
        if (!fields.isEmpty()) {
            throw UnsupportedException.field(
                    fields.getFirst().pointer(), "limits need a cgroup, and the container has none");
        }
    }

    @Override
    public void update(LinuxResources resources) {
        apply(resources);
    }

    @Override
    public List<Step> enforcementSteps(LinuxResources resources) {
        return List.of();
    }

    @Override
    public Optional<CgroupFreezer> freezer() {
        return Optional.empty();
    }

    @Override
    public List<Integer> processes() {
        return List.of();
    }

    @Override
    public void signal(int signal) {}

    @Override
    public void killAll() {}

    @Override
    public void delete() {}

    @Override
    public Optional<CgroupMonitor> monitor() {
        return Optional.empty();
    }
}
