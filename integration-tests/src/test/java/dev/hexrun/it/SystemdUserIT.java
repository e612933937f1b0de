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

/** Containers whose cgroups an ordinary user's own systemd makes: it runs for the test, without anybody's login. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.SYSTEMD, Need.SETPRIV, Need.UNSHARE, Need.READABLE_DISTRIBUTION})
class SystemdUserIT {

    /** daemon: somebody that every host has an account for, and who never logs in. */
    private static final int UID = 1;

    private static final String MANAGER = "user@" + UID + ".service";
    private static final Path UNIT = Path.of("/run/systemd/system", MANAGER);
    private static final Path RUNTIME_FOLDER = Path.of("/run/user/" + UID);

    @RegisterExtension
    final TestHost host = new TestHost();

    private boolean begun;

    @BeforeEach
    void startManager() throws IOException {
        assumeTrue(
                Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers")),
                "a user's systemd has no cgroups of v1, and so there are none for containers");
        assumeTrue(!Files.exists(UNIT) && !Files.exists(RUNTIME_FOLDER), "user " + UID + " has a systemd already");
        begun = true;
        Files.createDirectories(RUNTIME_FOLDER);
        Files.setAttribute(RUNTIME_FOLDER, "unix:uid", UID);
        Files.setAttribute(RUNTIME_FOLDER, "unix:gid", UID);
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
        assumeTrue(started.status() == 0, "no systemd for a user: " + started.err());
    }

    @AfterEach
    void stopManager() throws IOException {
        if (begun) {
            host.program(List.of("systemctl", "stop", MANAGER)).run();
            Files.deleteIfExists(UNIT);
            host.program(List.of("systemctl", "daemon-reload")).run().ok();
            host.program(List.of("rm", "-rf", "--one-file-system", RUNTIME_FOLDER.toString()))
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
                RUNTIME_FOLDER.resolve("hexrun").toString()));
        line.addAll(List.of(arguments));
        return host.program(line)
                .via(via.toArray(String[]::new))
                .with("XDG_RUNTIME_DIR", RUNTIME_FOLDER.toString())
                .with("HOME", "/tmp");
    }

    /** A bundle of the user's, with the configuration that {@code spec --rootless} writes. */
    private Bundle bundle() throws IOException {
        Bundle bundle = host.bundle();
        Files.delete(bundle.configFile());
        host.program(List.of(
                        "chown", "-R", "-h", UID + ":" + UID, bundle.folder().toString()))
                .run()
                .ok();
        as(List.of(), "spec", "--rootless", "--bundle", bundle.folder().toString())
                .run()
                .ok();
        return bundle.load().set("/process/terminal", false).args("sleep", "100");
    }

    /** The same for who is in a user namespace already. */
    private Bundle bundleWithoutUserNamespace() throws IOException {
        return bundle().withoutNamespace("user").remove("/linux/uidMappings").remove("/linux/gidMappings");
    }

    private String place(String id) {
        return "/user.slice/user-" + UID + ".slice/" + MANAGER + "/user.slice/runc-" + id + ".scope";
    }

    @Test
    void areBelowTheUsersManager() throws IOException {
        Bundle bundle = bundle();
        String id = host.newId();
        Path cgroup = Path.of("/sys/fs/cgroup" + place(id));
        as(List.of(), "--systemd-cgroup", "create", "--bundle", bundle.folder().toString(), id)
                .run()
                .ok();
        try {
            assertThat(Files.readString(cgroup.resolve("cgroup.procs"))).isNotBlank();
            as(List.of(), "start", id).run().ok();
            assertThat(as(List.of(), "exec", id, "cat", "/proc/self/cgroup")
                            .run()
                            .ok()
                            .out())
                    .as("the root of its cgroup namespace")
                    .contains("0::/\n");
            as(List.of(), "pause", id).run().ok();
            assertThat(as(List.of(), "state", id).run().ok().out()).contains("\"paused\"");
            as(List.of(), "resume", id).run().ok();
        } finally {
            as(List.of(), "delete", "--force", id).run().ok();
        }
        assertThat(cgroup).doesNotExist();
    }

    /** As in a rootless engine, whose programs are root in a user namespace that the user has made. */
    @Test
    void areBelowTheUsersManager_forTheRootOfTheUsersNamespace() throws IOException {
        List<String> unshare = List.of("unshare", "--user", "--map-root-user", "--mount");
        String id = host.newId();
        Path cgroup = Path.of("/sys/fs/cgroup" + place(id));
        as(
                        unshare,
                        "--systemd-cgroup",
                        "create",
                        "--bundle",
                        bundleWithoutUserNamespace().folder().toString(),
                        id)
                .run()
                .ok();
        assertThat(cgroup).exists();
        as(unshare, "delete", "--force", id).run().ok();
        assertThat(cgroup).doesNotExist();
    }

    /** No session, and so no user's systemd: the host's, which here is that of the one who owns the namespace. */
    @Test
    void areBelowTheHosts_forTheRootOfRootsNamespace() throws IOException {
        List<String> unshare = List.of("unshare", "--user", "--map-root-user", "--mount");
        String id = host.newId();
        Path cgroup = Path.of("/sys/fs/cgroup/system.slice/runc-" + id + ".scope");
        host.command(
                        "--systemd-cgroup",
                        "create",
                        "--bundle",
                        bundleWithoutUserNamespace().folder().toString(),
                        id)
                .via(unshare.toArray(String[]::new))
                .run()
                .ok();
        assertThat(cgroup).exists();
        host.hexrun("delete", "--force", id).ok();
        assertThat(cgroup).doesNotExist();
    }
}
