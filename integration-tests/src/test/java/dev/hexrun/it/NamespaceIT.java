package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New namespaces, namespaces joined by path, and those of the caller: config-linux.md, "Namespaces". */
@Requires({Need.ROOT, Need.BUSYBOX})
class NamespaceIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    @ParameterizedTest
    @ValueSource(strings = {"pid", "net", "ipc", "uts", "mnt"})
    void createsNewNamespaces(String link) throws IOException {
        String id = host.create(host.bundle().args("true"));
        assertThat(Processes.link(host.pid(id), "ns/" + link)).isNotEqualTo(own(link));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "cgroup"})
    void staysInNamespacesThatAreNotConfigured(String link) throws IOException {
        assertStaysIn(link);
    }

    @Test
    @Requires(Need.TIME_NAMESPACE)
    void staysInTheTimeNamespaceIfNoneIsConfigured() throws IOException {
        assertStaysIn("time");
    }

    private void assertStaysIn(String link) throws IOException {
        String id = host.create(host.bundle().args("true"));
        assertThat(Processes.link(host.pid(id), "ns/" + link)).isEqualTo(own(link));
    }

    private static String own(String link) throws IOException {
        return Processes.link(ProcessHandle.current().pid(), "ns/" + link);
    }

    @ParameterizedTest
    @ValueSource(strings = {"network", "ipc", "uts"})
    void joinsANamespaceByPath(String type) throws IOException {
        String link = type.equals("network") ? "net" : type;
        long other = host.pid(host.create(host.bundle().args("true")));
        Bundle bundle = host.bundle().args("true").namespace(type, "/proc/" + other + "/ns/" + link);
        if (type.equals("uts")) {
            bundle.remove("/hostname");
        }
        long joined = host.pid(host.create(bundle));
        assertThat(Processes.link(joined, "ns/" + link)).isEqualTo(Processes.link(other, "ns/" + link));
    }

    @Test
    void joinsAPidNamespaceByPath() {
        Bundle first = host.bundle().args("sleep", "100000");
        long other = host.pid(host.start(first));
        Bundle bundle =
                host.bundle().namespace("pid", "/proc/" + other + "/ns/pid").script("echo $$; ps");
        String out = host.output(bundle);
        assertThat(out.lines().findFirst().orElse("")).isNotEqualTo("1");
        assertThat(out).contains("sleep 100000");
        assertThat(Processes.alive(other)).isTrue();
    }

    @Test
    void rejectsANamespaceOfAnotherType() {
        long self = ProcessHandle.current().pid();
        Bundle bundle = host.bundle().namespace("ipc", "/proc/" + self + "/ns/uts");
        assertThat(host.run(bundle).failure()).contains("/proc/" + self + "/ns/uts");
        host.assertNothingLeft();
    }

    @Test
    void rejectsAMissingNamespace() {
        Bundle bundle = host.bundle().namespace("network", "/run/netns/" + host.newId());
        assertThat(host.run(bundle).failure())
                .contains("/run/netns/")
                .containsIgnoringCase("no such file or directory");
        host.assertNothingLeft();
    }

    @Test
    @Requires(Need.USER_NAMESPACE)
    void mapsIdsInAUserNamespace() throws IOException {
        Bundle bundle = userNamespace(host.bundle())
                .script("cat /proc/self/uid_map /proc/self/gid_map; id -u; touch /tmp/mine; stat -c '%u:%g' /tmp/mine;"
                        + " ls -l /dev/null; echo x > /dev/null && head -c1 /dev/zero | wc -c");
        bundle.mount("/tmp", "tmpfs", "tmpfs");
        String out = host.output(bundle);
        assertThat(out.lines().map(line -> line.strip().replaceAll(" +", " ")).toList())
                .startsWith("0 100000 65536", "0 200000 65536", "0", "0:0")
                .endsWith("1");
    }

    @Test
    @Requires(Need.USER_NAMESPACE)
    void ownsTheOtherNamespacesInAUserNamespace() throws IOException {
        Bundle bundle = userNamespace(host.bundle()).script("hostname other && hostname; exec sleep 100000");
        bundle.set("/process/capabilities/bounding", List.of("CAP_SYS_ADMIN"))
                .set("/process/capabilities/permitted", List.of("CAP_SYS_ADMIN"))
                .set("/process/capabilities/effective", List.of("CAP_SYS_ADMIN"));
        Command.Running running = host.runCommand(bundle).start();
        Await.until("the changed hostname", () -> running.out().equals("other\n"));
        long init = host.pid(host.stateDirectories().getFirst());
        assertThat(Processes.status(init).getOrDefault("Uid", "")).startsWith("100000\t100000");
        assertThat(Processes.status(init).getOrDefault("Gid", "")).startsWith("200000\t200000");
        host.hexrun("kill", host.stateDirectories().getFirst(), "KILL").ok();
        assertThat(running.await().status()).isEqualTo(137);
    }

    @Test
    @Requires(Need.USER_NAMESPACE)
    void joinsAUserNamespaceByPath() throws IOException {
        Bundle first = userNamespace(host.bundle()).args("true");
        long other = host.pid(host.create(first));
        Bundle bundle = userNamespace(host.bundle())
                .namespace("user", "/proc/" + other + "/ns/user")
                .remove("/linux/uidMappings")
                .remove("/linux/gidMappings")
                .args("true");
        long joined = host.pid(host.create(bundle));
        assertThat(Processes.link(joined, "ns/user")).isEqualTo(Processes.link(other, "ns/user"));
        assertThat(Processes.status(joined).getOrDefault("Uid", "")).startsWith("100000\t");
    }

    private static Bundle userNamespace(Bundle bundle) {
        return bundle.namespace("user", "")
                .set("/linux/uidMappings", List.of(Map.of("containerID", 0, "hostID", 100000, "size", 65536)))
                .set("/linux/gidMappings", List.of(Map.of("containerID", 0, "hostID", 200000, "size", 65536)));
    }

    @Test
    @Requires(Need.TIME_NAMESPACE)
    void setsTheClocksOfATimeNamespace() {
        Bundle bundle = host.bundle()
                .namespace("time", "")
                .set(
                        "/linux/timeOffsets",
                        Map.of("boottime", Map.of("secs", 1000000), "monotonic", Map.of("secs", 500, "nanosecs", 7)))
                .script("cat /proc/self/timens_offsets; cut -d. -f1 /proc/uptime");
        String out = host.output(bundle);
        assertThat(out.lines()
                        .map(line -> line.strip().replaceAll("[ \t]+", " "))
                        .toList())
                .contains("monotonic 500 7", "boottime 1000000 0");
        assertThat(Long.parseLong(out.lines().toList().getLast())).isGreaterThan(1000000);
    }

    @Test
    void showsItsCgroupAsTheRootInACgroupNamespace() {
        Inside inside = Inside.of(host.run(host.bundle().namespace("cgroup", "").args(Inside.program()))
                .ok());
        assertThat(inside.lines("cgroup")).isNotEmpty().allMatch(line -> line.endsWith(":/"));
    }

    @Test
    void usesTheHostsNetworkWithoutANetworkNamespace() throws IOException {
        String id = host.create(host.bundle().removeNamespace("network").args("true"));
        assertThat(Processes.link(host.pid(id), "ns/net")).isEqualTo(own("net"));
    }
}
