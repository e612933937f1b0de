package dev.hexrun.it;

import java.util.List;
import java.util.Set;

/** With cgroups that systemd makes: then as well what it has no property for, and after it has written all it knows anew. */
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
    Field known(Field field) {
        String controller = field.what().split("[ .]", 2)[0].replace("hugepageLimits", "hugetlb");
        boolean ignored = List.of("hugetlb", "rdma").contains(controller) && onV1() && !Cgroups.v1(controller);
        return ignored ? field.but("*", "runc ignores on v1 what there is no controller for") : field;
    }

    @Override
    Set<String> disturbed(Field field) {
        return switch (field.what()) {
            // systemd has no period without a quota, and without one it means nothing.
            case "cpu.period" -> Set.of("cpu.cfs_period_us", "cpu.max");
            // systemd from 250 on takes the weight of v1 for one of v2 when it writes that of BFQ, up to 181.
            case "blockIO.weight" -> Set.of("blkio.bfq.weight", "blkio.bfq.weight_device");
            // v1 does not list exceptions, and systemd knows none: it allows all others one by one.
            case "devices, all of a type but one" -> onV1() ? Set.of("devices.list") : Set.of();
            default -> Set.of();
        };
    }

    private static boolean onV1() {
        return Cgroups.v1("memory");
    }

    @Override
    void disturb() {
        host.program(List.of("systemctl", "daemon-reload")).run().ok();
    }
}
