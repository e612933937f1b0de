package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Containers whose cgroups are created by the systemd of an unprivileged user, which is started for the test without a
 * login.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.SYSTEMD, Need.SETPRIV, Need.UNSHARE, Need.READABLE_DISTRIBUTION})
class SystemdUserIT {

    /** The user daemon, who exists on every host and never logs in. */
    private static final int UID = 1;

    private static final String MANAGER = "user@" + UID + ".service";
    private static final Path UNIT = Path.of("/run/systemd/system", MANAGER);
    private static final Path RUNTIME_DIRECTORY = Path.of("/run/user/" + UID);

    @RegisterExtension
    final TestHost host = new TestHost();

    private boolean managerCreated;

    @BeforeEach
    void startManager() throws IOException {
        assumeTrue(
                Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers")),
                "the systemd of a user manages no v1 cgroups");
        assumeTrue(!Files.exists(UNIT) && !Files.exists(RUNTIME_DIRECTORY), "user " + UID + " already has a systemd");
        managerCreated = true;
        Files.createDirectories(RUNTIME_DIRECTORY);
        Files.setAttribute(RUNTIME_DIRECTORY, "unix:uid", UID);
        Files.setAttribute(RUNTIME_DIRECTORY, "unix:gid", UID);
        Files.writeString(UNIT, """
                [Service]
                User=1
                Group=1
                Slice=user-1.slice
                Environment=XDG_RUNTIME_DIR=/run/user/1 HOME=/tmp
                Type=notify
                TimeoutStartSec=infinity
                ExecStart=/lib/systemd/systemd --user
                KillMode=mixed
                Delegate=yes
                """);
        host.program(List.of("systemctl", "daemon-reload")).run().ok();
        Outcome started = host.program(List.of("systemctl", "start", MANAGER)).run();
        assumeTrue(started.status() == 0, "cannot start the systemd of a user: " + started.err());
    }

    @AfterEach
    void stopManager() throws IOException {
        if (managerCreated) {
            host.program(List.of("systemctl", "stop", MANAGER)).run();
            Files.deleteIfExists(UNIT);
            host.program(List.of("systemctl", "daemon-reload")).run().ok();
            host.program(List.of("rm", "-rf", "--one-file-system", RUNTIME_DIRECTORY.toString()))
                    .run()
                    .ok();
        }
    }

    private Command as(List<String> prefix, String... arguments) {
        List<String> via = new ArrayList<>(List.of("setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups"));
        via.addAll(prefix);
        List<String> line = new ArrayList<>(List.of(
                Distribution.program().toString(),
                "--root",
                RUNTIME_DIRECTORY.resolve("hexrun").toString()));
        line.addAll(List.of(arguments));
        return host.program(line)
                .via(via.toArray(String[]::new))
                .with("XDG_RUNTIME_DIR", RUNTIME_DIRECTORY.toString())
                .with("HOME", "/tmp");
    }

    /** Returns a bundle of the user with the configuration that {@code spec --rootless} writes. */
    private Bundle bundle() throws IOException {
        Bundle bundle = host.bundle();
        Files.delete(bundle.configFile());
        host.program(List.of(
                        "chown", "-R", "-h", UID + ":" + UID, bundle.directory().toString()))
                .run()
                .ok();
        as(List.of(), "spec", "--rootless", "--bundle", bundle.directory().toString())
                .run()
                .ok();
        return bundle.load().set("/process/terminal", false).args("sleep", "100000");
    }

    /** Returns a bundle for a caller that is already in a user namespace. */
    private Bundle bundleWithoutUserNamespace() throws IOException {
        return bundle().removeNamespace("user").remove("/linux/uidMappings").remove("/linux/gidMappings");
    }

    private String cgroupPath(String id) {
        return "/user.slice/user-" + UID + ".slice/" + MANAGER + "/user.slice/runc-" + id + ".scope";
    }

    @Test
    void areCreatedBelowTheUsersManager() throws IOException {
        Bundle bundle = bundle();
        String id = host.newId();
        Path cgroup = Path.of("/sys/fs/cgroup" + cgroupPath(id));
        as(
                        List.of(),
                        "--systemd-cgroup",
                        "create",
                        "--bundle",
                        bundle.directory().toString(),
                        id)
                .run()
                .ok();
        try {
            assertThat(Files.readString(cgroup.resolve("cgroup.procs"))).isNotBlank();
            as(List.of(), "start", id).run().ok();
            assertThat(as(List.of(), "exec", id, "cat", "/proc/self/cgroup")
                            .run()
                            .ok()
                            .out())
                    .as("root of its cgroup namespace")
                    .contains("0::/\n");
            as(List.of(), "pause", id).run().ok();
            assertThat(as(List.of(), "state", id).run().ok().out()).contains("\"paused\"");
            as(List.of(), "resume", id).run().ok();
        } finally {
            as(List.of(), "delete", "--force", id).run().ok();
        }
        assertThat(cgroup).doesNotExist();
    }

    /** The case of a rootless engine, whose programs are root in a user namespace of the user. */
    @Test
    void areBelowTheUsersManagerForRootInTheUsersNamespace() throws IOException {
        List<String> unshare = List.of("unshare", "--user", "--map-root-user", "--mount");
        String id = host.newId();
        Path cgroup = Path.of("/sys/fs/cgroup" + cgroupPath(id));
        as(
                        unshare,
                        "--systemd-cgroup",
                        "create",
                        "--bundle",
                        bundleWithoutUserNamespace().directory().toString(),
                        id)
                .run()
                .ok();
        assertThat(cgroup).exists();
        as(unshare, "delete", "--force", id).run().ok();
        assertThat(cgroup).doesNotExist();
    }

    /**
     * Without a session, there is no systemd of a user, so that of the host is used, which belongs to the owner of the
     * namespace.
     */
    @Test
    void areCreatedBelowTheHostsManagerForRootInRootsNamespace() throws IOException {
        List<String> unshare = List.of("unshare", "--user", "--map-root-user", "--mount");
        String id = host.newId();
        Path cgroup = Path.of("/sys/fs/cgroup/system.slice/runc-" + id + ".scope");
        host.command(
                        "--systemd-cgroup",
                        "create",
                        "--bundle",
                        bundleWithoutUserNamespace().directory().toString(),
                        id)
                .via(unshare.toArray(String[]::new))
                .run()
                .ok();
        assertThat(cgroup).exists();
        host.hexrun("delete", "--force", id).ok();
        assertThat(cgroup).doesNotExist();
    }
}
