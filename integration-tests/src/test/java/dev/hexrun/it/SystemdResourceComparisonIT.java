package dev.hexrun.it;

import java.util.List;
import java.util.Set;

/**
 * With cgroups created by systemd, including limits for which it has no property, and after it has written its settings
 * again.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.SYSTEMD})
class SystemdResourceComparisonIT extends ResourceComparison {

    @Override
    List<String> flags() {
        return List.of("--systemd-cgroup");
    }

    @Override
    String cgroupsPath(String id) {
        return "hexrunit.slice:it:" + id;
    }

    @Override
    Field expected(Field field) {
        String controller = field.what().split("[ .]", 2)[0].replace("hugepageLimits", "hugetlb");
        boolean ignored = List.of("hugetlb", "rdma").contains(controller) && onV1() && !Cgroups.v1(controller);
        return ignored ? field.mayDiffer("*", "on v1, runc ignores settings without a controller") : field;
    }

    @Override
    Set<String> changedByExternalEvent(Field field) {
        return switch (field.what()) {
            // systemd has no property for a period without a quota, which has no effect anyway.
            case "cpu.period" -> Set.of("cpu.cfs_period_us", "cpu.max");
            // From version 250, systemd uses the weight of v1 as a weight of v2 when it writes the BFQ weight, up to
            // 181.
            case "blockIO.weight" -> Set.of("blkio.bfq.weight", "blkio.bfq.weight_device");
            // v1 does not list exceptions, and systemd does not support them: it allows all other devices individually.
            case "devices, all of a type except one" -> onV1() ? Set.of("devices.list") : Set.of();
            default -> Set.of();
        };
    }

    private static boolean onV1() {
        return Cgroups.v1("memory");
    }

    @Override
    void triggerExternalEvent() {
        host.program(List.of("systemctl", "daemon-reload")).run().ok();
    }
}
