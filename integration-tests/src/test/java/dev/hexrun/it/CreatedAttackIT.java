package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A created container waits for its start, possibly for a long time, while the runtime's program is in its memory.
 * Another process of the same user without additional capabilities must not be able to access its memory, its
 * descriptors or its namespaces, and the seccomp filter must already be active. As soon as the container's program
 * runs, all of these accesses succeed, which shows that the attacker is able to perform them.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.ATTACKER, Need.SETPRIV})
class CreatedAttackIT {

    private static final List<String> DOCKER = List.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FSETID",
            "CAP_FOWNER",
            "CAP_MKNOD",
            "CAP_NET_RAW",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETFCAP",
            "CAP_SETPCAP",
            "CAP_NET_BIND_SERVICE",
            "CAP_SYS_CHROOT",
            "CAP_KILL",
            "CAP_AUDIT_WRITE");

    private static final Map<String, Object> PROFILE = Map.of(
            "defaultAction",
            "SCMP_ACT_ALLOW",
            "syscalls",
            List.of(Map.of("names", List.of("mkdir"), "action", "SCMP_ACT_ERRNO")));

    /** The process that attacks. */
    enum From {
        /** A process of the host. */
        HOST,
        /** A process of a container without a pid namespace. */
        HOST_PID_CONTAINER,
        /** A process in a container whose pid namespace the attacked container joins. */
        POD,
        /** A process that {@code exec} started in the attacked container. */
        INSIDE
    }

    @RegisterExtension
    final TestHost host = new TestHost();

    @ParameterizedTest
    @EnumSource(From.class)
    void protectsACreatedContainerFromItsUser(From from) {
        attack(from, 1000, List.of());
    }

    @ParameterizedTest
    @EnumSource(From.class)
    void protectsACreatedContainerFromRootOfAContainer(From from) {
        attack(from, 0, DOCKER);
    }

    private void attack(From from, int uid, List<String> capabilities) {
        String attacker = "";
        Bundle bundle = bundle(uid, capabilities).args("sleep", "100000");
        if (from == From.HOST_PID_CONTAINER || from == From.POD) {
            Bundle other = bundle(uid, capabilities).args("sleep", "100000");
            attacker = host.start(from == From.POD ? other : other.removeNamespace("pid"));
        }
        if (from == From.POD) {
            bundle.namespace("pid", "/proc/" + host.pid(attacker) + "/ns/pid");
        }
        String id = host.create(bundle);
        String where = from == From.INSIDE ? id : attacker;
        long init = host.pid(id);

        assertThat(reach(from, where, init, uid, capabilities)).isEqualTo("tried\n");
        assertThat(Processes.status(init)).containsEntry("Seccomp", "2");
        host.hexrun("start", id).ok();
        Await.until(
                "the program to run",
                () -> Processes.find(init)
                        .filter(process -> process.name().equals("sleep"))
                        .isPresent());
        assertThat(reach(from, where, init, uid, capabilities))
                .contains("opened mem\n", "read root\n", "read fd/0\n", "read ns/mnt\n", "vm\n", "getfd\n", "traced\n");
        // A pid namespace ends only after all its processes have been reaped.
        host.hexrun("delete", "--force", id).ok();
        host.exit(init);
    }

    private String reach(From from, String where, long init, int uid, List<String> capabilities) {
        if (from == From.HOST) {
            return fromHost(init, uid, capabilities);
        }
        String[] pids = Processes.status(init).getOrDefault("NSpid", "").split("\t", -1);
        String pid = from == From.HOST_PID_CONTAINER ? Long.toString(init) : pids[pids.length - 1];
        Outcome outcome = host.hexrun("exec", where, Attacker.INSIDE, "reach", pid);
        return outcome.ok().out();
    }

    private String fromHost(long init, int uid, List<String> capabilities) {
        List<String> line =
                new ArrayList<>(List.of("setpriv", "--clear-groups", "--bounding-set", bounding(capabilities)));
        if (uid != 0) {
            line.addAll(List.of("--reuid=" + uid, "--regid=" + uid));
        }
        Path copy = host.directory().resolve("attacker");
        try {
            Files.copy(Distribution.attacker(), copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            copy.toFile().setExecutable(true, false);
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
        line.addAll(List.of(copy.toString(), "reach", Long.toString(init)));
        return host.program(line).run().ok().out();
    }

    private static String bounding(List<String> capabilities) {
        StringBuilder set = new StringBuilder("-all");
        for (String capability : capabilities) {
            set.append(",+").append(capability.substring("CAP_".length()).toLowerCase(java.util.Locale.ROOT));
        }
        return set.toString();
    }

    private Bundle bundle(int uid, List<String> capabilities) {
        Bundle bundle = Attacker.into(host.bundle())
                .set("/process/user", Map.of("uid", uid, "gid", uid))
                .set("/process/noNewPrivileges", true)
                .set("/linux/seccomp", PROFILE);
        for (String set : List.of("bounding", "effective", "permitted")) {
            bundle.set("/process/capabilities/" + set, capabilities);
        }
        return bundle;
    }

    /**
     * If the profile denies system calls that are needed after the wait, the filter is installed later; a process
     * without a filter must not be accessible.
     */
    @ParameterizedTest
    @ValueSource(strings = {"openat", "write"})
    void protectsACreatedContainerWhoseFilterIsInstalledAtStart(String denied) {
        Map<String, Object> profile = Map.of(
                "defaultAction",
                "SCMP_ACT_ALLOW",
                "syscalls",
                List.of(Map.of("names", List.of(denied), "action", "SCMP_ACT_ERRNO")));
        String id = host.create(
                bundle(1000, List.of()).set("/linux/seccomp", profile).args("sleep", "100000"));
        assertThat(fromHost(host.pid(id), 1000, List.of())).isEqualTo("tried\n");
        host.hexrun("start", id).ok();
        assertThat(Processes.status(host.pid(id))).containsEntry("Seccomp", "2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void executesProcessesInACreatedContainer(boolean noNewPrivileges) {
        String id = host.create(bundle(1000, List.of())
                .set("/process/noNewPrivileges", noNewPrivileges)
                .args("true"));
        assertThat(host.hexrun("exec", id, "id", "-u").ok().out()).isEqualTo("1000\n");
        assertThat(host.state(id).status()).isEqualTo("created");
    }

    /**
     * Root creates containers with a user namespace while another root process, with the capabilities of a container,
     * attacks.
     */
    @Test
    @Requires({Need.UNSHARE, Need.USER_NAMESPACE})
    void protectsTheLauncherWhileItsIdsAreMapped() throws Exception {
        Map<String, Object> map = Map.of("containerID", 0, "hostID", 100000, "size", 65536);
        Bundle bundle = host.bundle()
                .namespace("user", "")
                .set("/linux/uidMappings", List.of(map))
                .set("/linux/gidMappings", List.of(map))
                .args("true");
        Path log = host.directory().resolve("log");
        int count = Distribution.exhaustive() ? 300 : 10;
        String script =
                "log=$1; n=$2; shift 2; setpriv --bounding-set " + bounding(DOCKER) + " " + Distribution.attacker()
                        + " watch > $log & "
                        + "until grep -q watching $log; do :; done; for i in $(seq $n); do \"$@\"-$i || exit; done";
        List<String> line = new ArrayList<>(List.of(
                "unshare",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "bash",
                "-c",
                script,
                "bash",
                log.toString()));
        line.add(Integer.toString(count));
        line.addAll(List.of(
                Distribution.program().toString(), "--root", host.stateRoot().toString()));
        line.addAll(List.of("run", "--bundle", bundle.directory().toString(), host.newId()));
        Outcome outcome = host.program(line).run();
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        List<String> lines = Attacker.text(log).lines().toList();
        assertThat(lines).contains("met");
        assertThat(lines.stream()
                        .filter(each -> each.endsWith("memfd:hexrun (deleted)"))
                        .toList())
                .isEmpty();
    }
}
