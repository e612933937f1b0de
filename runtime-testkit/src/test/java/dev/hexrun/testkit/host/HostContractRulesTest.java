package dev.hexrun.testkit.host;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.HostFiles;
import dev.hexrun.port.host.MountInfo;
import dev.hexrun.port.host.ProcessStat;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.Interceptor.Call;
import dev.hexrun.testkit.rules.TestedContract;
import java.util.List;

class HostContractRulesTest extends TestedContract<HostContract> {

    HostContractRulesTest() {
        super(HostContract.class, Host.class);
    }

    @Override
    protected HostContract contract(Interceptor interceptor) {
        return new HostContract() {
            @Override
            protected Host host(Facts facts) {
                return Intercepted.of(Host.class, new FakeHostContractTest().host(facts), interceptor);
            }
        };
    }

    @Override
    protected List<Broken> broken() {
        FakeProcessTable processes = new FakeProcessTable();
        processes.put(new ProcessStat(4712, "sh", 'S', 1, 1));
        return List.of(
                Broken.of("kernel-release", "kernelRelease", _ -> "6.12.107-cloud-amd64\n", "amd64\n"),
                Broken.of("architecture", "architecture", _ -> "amd64", "the architecture"),
                Broken.of("effective-ids", "effectiveGid", call -> Math.max(0, call.result(Integer.class)), "gid"),
                Broken.of("capabilities", "permittedCapabilities", _ -> 0L, "the capabilities"),
                Broken.of(
                        "user-namespace",
                        "inUserNamespace",
                        call -> call.target(Host.class)
                                        .uidMap()
                                        .ranges()
                                        .getFirst()
                                        .hostID()
                                != 0,
                        "with the map 0 0 65536"),
                Broken.of("id-maps", "gidMap", call -> call.target(Host.class).uidMap(), "gid_map"),
                Broken.of("mounts", "mounts", HostContractRulesTest::withEscapes, "/sub\\040dir"),
                Broken.of(
                        "own-cgroups",
                        "ownCgroups",
                        call -> call.result(List.class).reversed(),
                        "0::/init.scope"),
                Broken.of(
                        "other-cgroups",
                        "cgroupsOf",
                        call -> call.target(Host.class).ownCgroups(),
                        "4:memory:/user.slice"),
                Broken.of(
                        "other-mounts",
                        "mountsOf",
                        call -> call.target(Host.class).mounts(),
                        "a process that does not exist"),
                Broken.of("file-systems", "fileSystems", _ -> List.of("nodev\tproc", "ext4", "overlay"), "nodev"),
                Broken.of("namespaces", "hasNamespace", _ -> true, "ipc"),
                Broken.of("systemd", "systemdRunning", _ -> true, "without systemd"),
                Broken.of("processes", "processes", _ -> processes, "a process that does not exist"),
                Broken.of(
                        "files",
                        "files",
                        _ -> Intercepted.of(
                                HostFiles.class, new FakeHostFiles(), Interceptor.of("kind", _ -> HostFiles.Kind.FILE)),
                        "expected: DIRECTORY"));
    }

    private static Object withEscapes(Call call) {
        return call.target(Host.class).mounts().stream()
                .map(mount -> new MountInfo(
                        mount.id(),
                        mount.parent(),
                        mount.root().replace(" ", "\\040"),
                        mount.mountPoint(),
                        mount.options(),
                        mount.optionalFields(),
                        mount.type(),
                        mount.source(),
                        mount.superOptions()))
                .toList();
    }
}
