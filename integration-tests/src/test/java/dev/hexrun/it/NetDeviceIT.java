package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Moving network devices of the host into a container: config-linux.md, "Network Devices". */
@Requires({Need.ROOT, Need.BUSYBOX, Need.VETH})
class NetDeviceIT {

    private static final AtomicInteger COUNT = new AtomicInteger();

    @RegisterExtension
    final TestHost host = new TestHost();

    /** The peer devices that remain on the host; deleting one deletes the pair. */
    private final List<String> peers = new ArrayList<>();

    private final List<String> networks = new ArrayList<>();

    @AfterEach
    void removeDevices() {
        for (String network : networks) {
            ip("netns", "delete", network);
        }
        for (String peer : peers) {
            // The kernel may delete the pair together with the namespace of the other device.
            host.program(List.of("ip", "link", "delete", peer)).run();
            Await.until("the removal of " + peer, () -> !isOnHost(peer));
        }
    }

    /** Creates a pair of devices and returns one of them, with an address and up. */
    private String device(String address) {
        String number = ProcessHandle.current().pid() + "x" + COUNT.incrementAndGet();
        String name = "hx" + number;
        peers.add("hp" + number);
        ip("link", "add", name, "type", "veth", "peer", "name", "hp" + number);
        ip("address", "add", address, "dev", name);
        ip("link", "set", name, "mtu", "1789", "up");
        return name;
    }

    private String network() {
        String name = host.newId();
        ip("netns", "add", name);
        networks.add(name);
        return "/run/netns/" + name;
    }

    private String ip(String... arguments) {
        List<String> line = new ArrayList<>(List.of("ip"));
        line.addAll(Arrays.asList(arguments));
        return host.program(line).run().ok().out();
    }

    private static boolean isOnHost(String name) {
        return Files.exists(Path.of("/sys/class/net", name));
    }

    private void assertRestored(String name, String address) {
        assertThat(ip("address", "show", "dev", name))
                .contains(address)
                .contains(",UP")
                .contains("mtu 1789");
    }

    private static Bundle move(Bundle bundle, String name, Map<String, String> settings) {
        return bundle.set("/linux/netDevices/" + name, settings);
    }

    @Test
    void movesADeviceWithItsAddressesAndEnablesIt() {
        String name = device("10.211.3.1/24");
        ip("address", "add", "fd21:3::1/64", "dev", name, "nodad");
        Bundle bundle = move(host.bundle(), name, Map.of()).script("ip address show dev " + name);
        assertThat(host.output(bundle))
                .contains("inet 10.211.3.1/24 scope global " + name)
                .contains("inet6 fd21:3::1/64 scope global")
                .contains(",UP")
                .contains("mtu 1789");
        assertThat(isOnHost(name)).isFalse();
    }

    @Test
    void renamesADevice() {
        String first = device("10.211.4.1/24");
        String second = device("10.211.5.1/24");
        Bundle bundle = host.bundle().script("ip -o -4 address show scope global");
        move(bundle, first, Map.of("name", "lan%d"));
        move(bundle, second, Map.of("name", "lan%d"));
        assertThat(host.output(bundle))
                .containsPattern("lan0 +inet 10.211.4.1/24")
                .containsPattern("lan1 +inet 10.211.5.1/24");
    }

    @Test
    void movesADeviceBeforeSysctlsAndHooks() {
        String name = device("10.211.6.1/24");
        Bundle bundle = move(host.bundle(), name, Map.of("name", "lan0"))
                .set("/linux/sysctl", Map.of("net.ipv4.conf.lan0.forwarding", "1"))
                .script("cat /proc/sys/net/ipv4/conf/lan0/forwarding");
        Path seen = host.directory().resolve("seen");
        bundle.hook(
                "createRuntime",
                "pid=$(sed 's/.*\"pid\":\\([0-9]*\\).*/\\1/'); nsenter -t $pid -n ip -o -4 address > " + seen,
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin");
        assertThat(host.output(bundle)).isEqualTo("1\n");
        assertThat(seen).content().contains("lan0").contains("10.211.6.1/24");
    }

    @Test
    void keepsADeviceInAJoinedNamespace() {
        String name = device("10.211.7.1/24");
        String network = network();
        Bundle bundle = move(host.bundle(), name, Map.of("name", "lan0"))
                .namespace("network", network)
                .args("true");
        String id = host.start(bundle);
        host.hexrun("delete", "--force", id).ok();
        assertThat(ip("-n", Path.of(network).toFile().getName(), "address", "show", "dev", "lan0"))
                .contains("10.211.7.1/24")
                .contains(",UP");
    }

    @Test
    void rejectsAnExistingNameAndRestoresTheDevice() {
        String name = device("10.211.8.1/24");
        Bundle bundle = move(host.bundle(), name, Map.of("name", "lo")).args("true");
        assertThat(host.run(bundle).failure())
                .contains("move the network device " + name + " into the container as lo: file exists");
        assertRestored(name, "10.211.8.1/24");
        host.assertNothingLeft();
    }

    @Test
    void restoresADeviceIfALaterStepFails() {
        String name = device("10.211.9.1/24");
        Bundle joined = move(host.bundle(), name, Map.of())
                .namespace("network", network())
                .args("/bin/missing");
        host.run(joined).failure();
        assertRestored(name, "10.211.9.1/24");
        Bundle created =
                move(host.bundle(), name, Map.of("name", "lan%d")).args("true").hook("createRuntime", "exit 3");
        host.run(created).failure();
        assertRestored(name, "10.211.9.1/24");
        host.assertNothingLeft();
    }

    @Test
    void reportsADeviceThatIsMissingOrCannotBeMoved() {
        Bundle missing = move(host.bundle(), "hxmissing0", Map.of()).args("true");
        assertThat(host.run(missing).failure())
                .contains("move the network device hxmissing0 into the container: no such device");
        Bundle loopback = move(host.bundle(), "lo", Map.of("name", "lan0")).args("true");
        assertThat(host.run(loopback).failure())
                .contains("move the network device lo into the container as lan0: invalid argument: move");
        host.assertNothingLeft();
    }

    @Test
    @Requires(Need.USER_NAMESPACE)
    void movesADeviceIntoTheNetworkOfAUserNamespace() {
        String name = device("10.211.10.1/24");
        Bundle bundle = move(host.bundle(), name, Map.of("name", "lan%d"))
                .namespace("user", "")
                .set("/linux/uidMappings", List.of(Map.of("containerID", 0, "hostID", 100000, "size", 65536)))
                .set("/linux/gidMappings", List.of(Map.of("containerID", 0, "hostID", 100000, "size", 65536)))
                .script("ip address show dev lan0");
        assertThat(host.output(bundle)).contains("10.211.10.1/24").contains(",UP");
    }
}
