package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two containers with the same {@code cgroupsPath}. After the first has stopped, the second runs in the same cgroup,
 * and no command on the first container may affect it.
 */
@Requires({Need.ROOT, Need.BUSYBOX})
class SharedCgroupIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    private Bundle bundle(String cgroup, String pidNamespace, String... args) {
        Bundle bundle = host.bundle().set("/linux/cgroupsPath", "/" + cgroup).args(args);
        return pidNamespace.isEmpty() ? bundle.removeNamespace("pid") : bundle;
    }

    private String startAndAwaitStop(Bundle bundle) {
        String id = host.start(bundle);
        Await.until("the container to stop", () -> host.state(id).status().equals("stopped"));
        return id;
    }

    private static void assertAlive(TestHost host, String id, long init) {
        assertThat(Processes.alive(init)).isTrue();
        assertThat(host.state(id).status()).isEqualTo("running");
    }

    /** With a pid namespace of its own, or in that of the host, in which processes may outlive init. */
    @ParameterizedTest
    @ValueSource(strings = {"pid", ""})
    void isNotAffectedByCommandsOnTheFirstContainer(String pidNamespace) {
        String cgroup = host.newId();
        String first = startAndAwaitStop(bundle(cgroup, pidNamespace, "true"));
        String second = host.start(bundle(cgroup, pidNamespace, "sleep", "100000"));
        long init = host.pid(second);

        for (List<String> command : List.of(
                List.of("kill", first, "KILL"),
                List.of("kill", first, "TERM"),
                List.of("pause", first),
                List.of("resume", first),
                List.of("update", "--pids-limit", "20", first),
                List.of("events", "--stats", first),
                List.of("exec", first, "true"))) {
            host.hexrun(command.toArray(String[]::new));
            assertAlive(host, second, init);
        }
        host.hexrun("kill", "--all", first, "KILL").ok();
        assertAlive(host, second, init);
        assertThat(host.hexrun("ps", "-f", "json", first).ok().out().strip()).isEqualTo("[]");
        assertThat(host.hexrun("delete", first).failure()).contains("the cgroup is also that of container " + second);
        assertThat(host.hexrun("delete", "--force", first).failure())
                .contains("the cgroup is also that of container " + second);
        assertAlive(host, second, init);
        assertThat(host.hexrun("ps", "-f", "json", second).ok().out()).contains(Long.toString(init));

        host.hexrun("delete", "--force", second).ok();
        assertThat(Processes.alive(init)).isFalse();
        host.hexrun("delete", first).ok();
        host.assertNothingLeft();
    }

    /**
     * The cgroup of the first container was removed, and a runtime with another state root created one at the same
     * path.
     */
    @Test
    void isNotKilledInACgroupThatWasCreatedAgain() throws IOException {
        String cgroup = host.newId();
        String first = startAndAwaitStop(bundle(cgroup, "", "true"));
        for (Path group : Cgroups.named(cgroup).reversed()) {
            Files.delete(group);
        }
        String second = host.newId();
        Path root = host.directory().resolve("other-root");
        host.command(
                        "--root",
                        root.toString(),
                        "run",
                        "--detach",
                        "--bundle",
                        bundle(cgroup, "", "sleep", "100000").directory().toString(),
                        second)
                .stdoutTo(Path.of("/dev/null"))
                .stderrTo(Path.of("/dev/null"))
                .run()
                .ok();
        String pids = host.hexrun("--root", root.toString(), "ps", "-f", "json", second)
                .ok()
                .out();
        assertThat(pids.strip()).isNotEqualTo("[]");

        host.hexrun("kill", "--all", first, "KILL").ok();
        host.hexrun("delete", "--force", first).ok();

        assertThat(host.hexrun("--root", root.toString(), "ps", "-f", "json", second)
                        .ok()
                        .out())
                .isEqualTo(pids);
        host.hexrun("--root", root.toString(), "delete", "--force", second).ok();
        host.assertNothingLeft();
    }

    /** The cgroup of a living container is not given to another one, even if its processes were moved out of it. */
    @Test
    void isNotCreatedWhileTheFirstContainerIsAlive() throws IOException {
        String cgroup = host.newId();
        String first = host.start(bundle(cgroup, "pid", "sleep", "100000"));
        long init = host.pid(first);
        for (Path group : Cgroups.named(cgroup)) {
            Files.writeString(group.resolveSibling("cgroup.procs"), Long.toString(init));
        }
        assertThat(host.run(bundle(cgroup, "pid", "true")).failure())
                .contains("container's cgroup is in use by container " + first);
        assertThat(Processes.alive(init)).isTrue();
        host.hexrun("delete", "--force", first).ok();
        host.assertNothingLeft();
    }
}
