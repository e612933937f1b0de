package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Containers of the systemd driver while systemd cannot be reached. Only one command is affected, which runs in a mount
 * namespace where systemd's sockets are replaced; the host's systemd keeps running.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.SYSTEMD, Need.UNSHARE})
class SystemdBusIT {

    private static final String PRIVATE = "/run/systemd/private";
    private static final String BROKER = "/run/dbus/system_bus_socket";

    @RegisterExtension
    final TestHost host = new TestHost();

    /** The replacement of the sockets. */
    enum Bus {
        /** A socket on which no process listens. */
        REFUSES,
        /** A server accepts connections but does not answer. */
        HANGS,
        /** No trace of systemd: its directories are empty. */
        ABSENT
    }

    private Command in(Path socket, Bus bus, Command command) {
        return in(socket, bus, Duration.ofSeconds(2), command);
    }

    private Command in(Path socket, Bus bus, Duration timeout, Command command) {
        String sockets = "mount --bind " + socket + " " + PRIVATE + " && mount --bind " + socket + " " + BROKER;
        String preparation =
                bus == Bus.ABSENT ? "mount -t tmpfs none /run/systemd && mount -t tmpfs none /run/dbus" : sockets;
        command.via("unshare", "--mount", "sh", "-c", preparation + " && exec \"$@\"", "sh");
        // If a socket refuses connections, systemd may be re-executing itself, so the command retries until the
        // timeout.
        return bus == Bus.ABSENT ? command : command.with("SYSTEMD_BUS_TIMEOUT", Long.toString(timeout.toSeconds()));
    }

    private String show(String id, String property) {
        return host.program(List.of("systemctl", "show", "runc-" + id + ".scope", "--property=" + property, "--value"))
                .run()
                .ok()
                .out()
                .strip();
    }

    private String pidsLimit(String id) {
        try {
            return Cgroups.read(host.pid(id), "pids", "pids.max", "pids.max");
        } catch (IOException gone) {
            return gone.toString();
        }
    }

    @ParameterizedTest
    @EnumSource(Bus.class)
    void onlyCommandsThatNeedSystemdFail(Bus bus) throws IOException {
        Path socket = host.directory().resolve("socket");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            if (bus == Bus.REFUSES) {
                server.close();
            }
            check(socket, bus);
        } finally {
            server.close();
        }
    }

    private void check(Path socket, Bus bus) {
        Bundle bundle = host.bundle().args("sleep", "100000").set("/linux/resources/pids", Map.of("limit", 17));
        String[] arguments = {
            "--systemd-cgroup", "create", "--bundle", bundle.directory().toString(), host.newId()
        };
        String message = bus == Bus.ABSENT ? "systemd not running on this host" : "systemd: cannot be reached";
        Outcome rejected = in(socket, bus, host.command(arguments)).run();
        assertThat(rejected.failure()).contains(message);
        assertThat(rejected.err().lines()).hasSize(1);
        host.assertNothingLeft();

        String id = host.newId();
        arguments[arguments.length - 1] = id;
        host.command(arguments).run().ok();
        in(socket, bus, host.command("start", id)).run().ok();
        assertThat(in(socket, bus, host.command("state", id)).run().ok().out()).contains("\"running\"");
        assertThat(in(socket, bus, host.command("exec", id, "cat", "/proc/self/cgroup"))
                        .run()
                        .ok()
                        .out())
                .contains("runc-" + id + ".scope");
        in(socket, bus, host.command("ps", id)).run().ok();
        in(socket, bus, host.command("pause", id)).run().ok();
        in(socket, bus, host.command("resume", id)).run().ok();
        in(socket, bus, host.command("events", "--stats", id)).run().ok();

        Outcome update =
                in(socket, bus, host.command("update", "--pids-limit", "5", id)).run();
        assertThat(update.failure()).contains("systemd: cannot be reached");
        assertThat(update.err().lines()).hasSize(1);
        assertThat(pidsLimit(id)).isEqualTo("17");

        in(socket, bus, host.command("kill", id, "KILL")).run().ok();
        Await.until("the container to stop", () -> host.state(id).status().equals("stopped"));
        in(socket, bus, host.command("delete", id)).run().ok();
        host.assertNothingLeft();
        awaitEndOfUnit(id);

        String other = host.newId();
        arguments[arguments.length - 1] = other;
        host.command(arguments).run().ok();
        in(socket, bus, host.command("delete", "--force", other)).run().ok();
        host.assertNothingLeft();
        awaitEndOfUnit(other);
    }

    /** systemd notices that a cgroup is empty, except on a host with only v1, below the root of its hierarchies. */
    private void awaitEndOfUnit(String id) {
        if (Cgroups.isV2Mounted()) {
            Await.until("the unit to end", () -> show(id, "LoadState").equals("not-found"));
        } else {
            host.program(List.of("systemctl", "stop", "runc-" + id + ".scope")).run();
        }
    }

    /** The kernel already has the new limits, so the former ones must be restored. */
    @Test
    void updateIsRolledBackIfSystemdIsLost() throws IOException {
        Bundle bundle = host.bundle()
                .args("sleep", "100000")
                .set("/linux/resources/pids", Map.of("limit", 17))
                .set("/linux/resources/memory", Map.of("limit", 64 * 1024 * 1024));
        String id = host.newId();
        host.command(
                        "--systemd-cgroup",
                        "create",
                        "--bundle",
                        bundle.directory().toString(),
                        id)
                .run()
                .ok();
        Path socket = host.directory().resolve("socket");
        try (BusProxy proxy = new BusProxy(socket, Path.of(PRIVATE), "SetUnitProperties")) {
            Duration timeout = Await.scaled(Duration.ofSeconds(5));
            Outcome update = in(
                            socket,
                            Bus.REFUSES,
                            timeout,
                            host.command("update", "--pids-limit", "5", "--memory", "32M", id))
                    .run();
            assertThat(update.failure()).contains("set properties of unit runc-" + id + ".scope", "systemd:");
            assertThat(proxy.lost())
                    .as("the connection was lost during SetUnitProperties")
                    .isTrue();
        }
        assertThat(pidsLimit(id)).isEqualTo("17");
        assertThat(Cgroups.read(host.pid(id), "memory", "memory.limit_in_bytes", "memory.max"))
                .isEqualTo("67108864");
        assertThat(show(id, "TasksMax")).isEqualTo("17");
        // The former limits are saved: a lower memory limit is not rejected because of a swap limit that was never set.
        host.command("update", "--memory", "48M", id).run().ok();
        assertThat(pidsLimit(id)).isEqualTo("17");
        assertThat(show(id, "TasksMax")).isEqualTo("17");
        assertThat(Files.exists(Path.of(PRIVATE))).isTrue();
    }
}
