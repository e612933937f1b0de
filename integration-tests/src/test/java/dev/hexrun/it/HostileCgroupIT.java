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
 * Containers that may write their own cgroups, and make some below with names that are no text, too many or too deep: no
 * process is out of reach of {@code ps}, {@code kill --all} and {@code delete --force}, and nothing stays.
 */
@Requires({Need.ROOT, Need.BUSYBOX})
class HostileCgroupIT {

    /** A byte that begins nothing in UTF-8. */
    private static final String HIDDEN = "$(printf '\\377')";

    @RegisterExtension
    final TestHost host = new TestHost();

    /** A container with its own cgroups mounted to be written, and {@code $top} the one that is listed. */
    private Bundle bundle(String script) {
        String top = Cgroups.v1("devices") ? "/sys/fs/cgroup/devices" : "/sys/fs/cgroup";
        return host.bundle()
                .namespace("cgroup", "")
                .withoutMount("/sys/fs/cgroup")
                .mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev")
                .set("/root/readonly", false)
                .script("top=" + top + "; " + script);
    }

    private String started(Bundle bundle, String mark) {
        String id = host.start(bundle);
        Await.until("the attack", () -> bundle.rootfs().resolve(mark).toFile().exists());
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
    void cannotHideAProcessInACgroupOfAnyName() {
        Bundle bundle = bundle("sleep 4242 & mkdir $top/" + HIDDEN + " && echo $! > $top/" + HIDDEN
                        + "/cgroup.procs && : > /done; sleep 1000")
                .withoutNamespace("pid");
        String id = started(bundle, "done");
        Await.until("the hidden one", () -> sleepers("4242").size() == 1);
        Long hidden = sleepers("4242").getFirst();
        assertThat(host.hexrun("ps", "-f", "json", id).ok().out()).contains(hidden.toString());
        host.hexrun("kill", "--all", id, "KILL").ok();
        Await.until("the end of all", () -> !Processes.alive(hidden));
        Await.until("the end of init", () -> host.state(id).status().equals("stopped"));
        host.hexrun("delete", id).ok();
        host.assertNothingLeft();
    }

    /** In its pid namespace, or in that of the host; thawed or frozen where the freezer is a hierarchy of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"pid", ""})
    void cannotOutliveItsDeletion(String namespace) {
        String sleep = "sleep 4244 & until grep -q ^sleep /proc/$!/cmdline; do :; done; echo $! > $f/cgroup.procs; ";
        String freeze = Cgroups.v1("freezer")
                ? "f=/sys/fs/cgroup/freezer/" + HIDDEN + "; mkdir $f; " + sleep + "echo FROZEN > $f/freezer.state; "
                : "f=$top/" + HIDDEN + "-f; mkdir $f; " + sleep + "echo 1 > $f/cgroup.freeze; ";
        Bundle bundle = bundle("sleep 4243 & mkdir $top/" + HIDDEN + " && echo $! > $top/" + HIDDEN + "/cgroup.procs; "
                + freeze + ": > /done; sleep 1000");
        if (namespace.isEmpty()) {
            bundle.withoutNamespace("pid");
        }
        String id = started(bundle, "done");
        Await.until(
                "both", () -> sleepers("4243").size() == 1 && sleepers("4244").size() == 1);
        host.hexrun("delete", "--force", id).ok();
        assertThat(sleepers("4243")).isEmpty();
        assertThat(sleepers("4244")).isEmpty();
        host.assertNothingLeft();
    }

    /** Each hierarchy of v1 is looked through, and the only one of v2. */
    @Test
    void cannotMakeAForegroundRunFail() {
        List<String> hierarchies = Cgroups.v1("pids") ? List.of("/pids", "/freezer", "/cpu") : List.of("");
        for (String hierarchy : hierarchies) {
            Bundle bundle = bundle("mkdir -p /sys/fs/cgroup" + hierarchy + "/" + HIDDEN + "/" + HIDDEN + "; exit 7");
            host.run(bundle).exits(7);
            host.assertNothingLeft();
        }
    }

    @Test
    void mayNestThemDeeply() {
        host.run(bundle("cd $top; for i in $(seq 1900); do mkdir a && cd a || exit 9; done; exit 3"))
                .exits(3);
        host.assertNothingLeft();
    }

    /** With {@code -P} the shell goes by the name alone and does not put a path together. */
    @Test
    void mayNestThemDeeperThanAnyPath() {
        host.run(bundle("n=$(printf '%0200d' 7); cd $top; "
                        + "for i in $(seq 60); do mkdir $n && cd -P $n || exit 9; done; exit 4"))
                .exits(4);
        host.assertNothingLeft();
    }

    /** A hundred processes that fork as fast as they can. */
    @Test
    void cannotForkAwayFromBeingKilled() {
        assumeTrue(Cgroups.v1("pids") || Cgroups.v2("pids"), "skipped: no pids controller to protect the host");
        Bundle bundle = bundle("mkdir $top/" + HIDDEN + "; echo $$ > $top/" + HIDDEN + "/cgroup.procs; "
                        + "bomb() { while :; do bomb & done; }; : > /done; bomb 2> /dev/null")
                .withoutNamespace("pid")
                .set("/linux/resources/pids", Map.of("limit", 100));
        String id = started(bundle, "done");
        host.hexrun("kill", "--all", id, "KILL").ok();
        Await.until(
                "the end of all",
                () -> host.hexrun("ps", "-f", "json", id).ok().out().strip().equals("[]"));
        host.hexrun("delete", id).ok();
        host.assertNothingLeft();
    }
}
