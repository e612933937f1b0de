package dev.hexrun.adapter.cgroupfs.v1;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hexrun.adapter.cgroupfs.CgroupfsDriverProvider;
import dev.hexrun.adapter.cgroupfs.tree.Hierarchy;
import dev.hexrun.adapter.cgroupfs.tree.HostCgroups;
import dev.hexrun.adapter.cgroupfs.tree.KernelCgroupDriverContract;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.testkit.host.FakeHostFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The driver, as the provider makes it, on this machine's v1 hierarchies, if it has some. */
class CgroupV1DriverContractTest extends KernelCgroupDriverContract {

    private static final List<Hierarchy> HIERARCHIES = new ArrayList<>();

    private CgroupDriver driver = new CgroupfsDriverProvider().create(FakeHostFacts.root());

    @BeforeAll
    static void findHierarchies() {
        HostCgroups cgroups = HostCgroups.of(host());
        assumeFalse(cgroups.v1().isEmpty(), "skipped: the host has no cgroup v1");
        HIERARCHIES.addAll(cgroups.v1());
        Hierarchy v2 = cgroups.v2();
        if (v2 != null) {
            HIERARCHIES.add(v2);
        }
        makeParent(HIERARCHIES);
    }

    @AfterAll
    static void removeParent() {
        removeParent(HIERARCHIES);
        HIERARCHIES.clear();
    }

    @BeforeEach
    void createDriver() {
        driver = new CgroupfsDriverProvider().create(host());
    }

    @Override
    protected CgroupDriver driver() {
        return driver;
    }

    @Override
    protected String cgroupsPath(String name) {
        return '/' + parent() + '/' + name;
    }

    @Override
    protected boolean supports(Capability capability) {
        return switch (capability) {
            case KILL -> false;
            case FREEZE -> has("freezer");
            case PIDS -> has("pids");
            case MEMORY -> has("memory");
            case CPU -> has("cpu");
        };
    }

    @Override
    protected OptionalLong pidsLimit(CgroupPaths paths) {
        return limit(paths, "pids", "pids.max");
    }

    @Override
    protected OptionalLong memoryLimit(CgroupPaths paths) {
        return limit(paths, "memory", "memory.limit_in_bytes");
    }

    @Override
    protected OptionalLong cpuQuota(CgroupPaths paths) {
        return limit(paths, "cpu", "cpu.cfs_quota_us");
    }

    private static boolean has(String controller) {
        return HIERARCHIES.stream()
                .anyMatch(hierarchy -> hierarchy.controllers().contains(controller));
    }
}
