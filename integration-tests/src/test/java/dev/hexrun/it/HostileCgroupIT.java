package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Containers that may write to their own cgroups and create child cgroups whose names are not valid text, too many or
 * nested too deeply: {@code ps}, {@code kill --all} and {@code delete --force} reach all processes, and nothing is
 * left.
 */
@Requires({Need.ROOT, Need.BUSYBOX})
class HostileCgroupIT {

    /** A byte that is invalid in UTF-8. */
    private static final String INVALID_NAME = "$(printf '\\377')";

    @RegisterExtension
    final TestHost host = new TestHost();

    /**
     * Returns a container with its own cgroups mounted writable; {@code $top} is the hierarchy that {@code ps} lists.
     */
    private Bundle bundle(String script) {
        String top = Cgroups.v1("devices") ? "/sys/fs/cgroup/devices" : "/sys/fs/cgroup";
        return host.bundle()
                .namespace("cgroup", "")
                .removeMount("/sys/fs/cgroup")
                .mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev")
                .set("/root/readonly", false)
                .script("top=" + top + "; " + script);
    }

    private String startAndAwait(Bundle bundle, String mark) {
        String id = host.start(bundle);
        Await.until(
                "the script's mark file",
                () -> bundle.rootfs().resolve(mark).toFile().exists());
        return id;
    }

    private static List<Long> sleepers(String seconds) {
        return Processes.descendants(ProcessHandle.current().pid()).stream()
                .filter(process -> Processes.text(process.pid(), "cmdline").equals("sleep\0" + seconds + "\0"))
                .map(Processes.Entry::pid)
                .filter(Processes::alive)
                .toList();
    }

    @Test
    void findsAProcessInACgroupWithAnInvalidName() {
        Bundle bundle = bundle("sleep 4242 & mkdir $top/" + INVALID_NAME + " && echo $! > $top/" + INVALID_NAME
                        + "/cgroup.procs && : > /done; sleep 100000")
                .removeNamespace("pid");
        String id = startAndAwait(bundle, "done");
        Await.until("the hidden process", () -> sleepers("4242").size() == 1);
        Long hidden = sleepers("4242").getFirst();
        assertThat(host.hexrun("ps", "-f", "json", id).ok().out()).contains(hidden.toString());
        host.hexrun("kill", "--all", id, "KILL").ok();
        Await.until("all processes to end", () -> !Processes.alive(hidden));
        Await.until("init to end", () -> host.state(id).status().equals("stopped"));
        host.hexrun("delete", id).ok();
        host.assertNothingLeft();
    }

    /** In the pid namespace of the container or of the host; the processes are thawed or frozen. */
    @ParameterizedTest
    @ValueSource(strings = {"pid", ""})
    void deletesProcessesInHiddenAndFrozenCgroups(String namespace) {
        String sleep = "sleep 4244 & until grep -q ^sleep /proc/$!/cmdline; do :; done; echo $! > $f/cgroup.procs; ";
        String freeze = Cgroups.v1("freezer")
                ? "f=/sys/fs/cgroup/freezer/" + INVALID_NAME + "; mkdir $f; " + sleep
                        + "echo FROZEN > $f/freezer.state; "
                : "f=$top/" + INVALID_NAME + "-f; mkdir $f; " + sleep + "echo 1 > $f/cgroup.freeze; ";
        Bundle bundle = bundle("sleep 4243 & mkdir $top/" + INVALID_NAME + " && echo $! > $top/" + INVALID_NAME
                + "/cgroup.procs; " + freeze + ": > /done; sleep 100000");
        if (namespace.isEmpty()) {
            bundle.removeNamespace("pid");
        }
        String id = startAndAwait(bundle, "done");
        Await.until(
                "both processes",
                () -> sleepers("4243").size() == 1 && sleepers("4244").size() == 1);
        host.hexrun("delete", "--force", id).ok();
        assertThat(sleepers("4243")).isEmpty();
        assertThat(sleepers("4244")).isEmpty();
        host.assertNothingLeft();
    }

    /** Tests some v1 hierarchies, or the v2 hierarchy. */
    @Test
    void returnsTheStatusDespiteHiddenCgroups() {
        List<String> hierarchies = Cgroups.v1("pids") ? List.of("/pids", "/freezer", "/cpu") : List.of("");
        for (String hierarchy : hierarchies) {
            Bundle bundle = bundle(
                    "mkdir -p /sys/fs/cgroup" + hierarchy + "/" + INVALID_NAME + "/" + INVALID_NAME + "; exit 7");
            host.run(bundle).exits(7);
            host.assertNothingLeft();
        }
    }

    @Test
    void removesDeeplyNestedCgroups() {
        host.run(bundle("cd $top; for i in $(seq 1900); do mkdir a && cd a || exit 9; done; exit 3"))
                .exits(3);
        host.assertNothingLeft();
    }

    /** With {@code -P}, the shell uses only the name and does not build a path. */
    @Test
    void removesCgroupsNestedDeeperThanTheLongestPath() {
        host.run(bundle("n=$(printf '%0200d' 7); cd $top; "
                        + "for i in $(seq 60); do mkdir $n && cd -P $n || exit 9; done; exit 4"))
                .exits(4);
        host.assertNothingLeft();
    }

    /** One hundred processes that fork as fast as possible. */
    @Test
    void killsAllProcessesOfAForkBomb() {
        assumeTrue(Cgroups.v1("pids") || Cgroups.v2("pids"), "skipped: no pids controller to protect the host");
        Bundle bundle = bundle("mkdir $top/" + INVALID_NAME + "; echo $$ > $top/" + INVALID_NAME + "/cgroup.procs; "
                        + "bomb() { while :; do bomb & done; }; : > /done; bomb 2> /dev/null")
                .removeNamespace("pid")
                .set("/linux/resources/pids", Map.of("limit", 100));
        String id = startAndAwait(bundle, "done");
        host.hexrun("kill", "--all", id, "KILL").ok();
        Await.until(
                "all processes to end",
                () -> host.hexrun("ps", "-f", "json", id).ok().out().strip().equals("[]"));
        host.hexrun("delete", id).ok();
        host.assertNothingLeft();
    }
}
