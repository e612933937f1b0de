package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The n-th system call of the front, the launcher or init fails, as in a sandbox around the runtime or without enough
 * memory. Either the command fails with a one-line error, or the container looks the same from inside, and {@code
 * delete --force} leaves nothing. docs/protocol.md, "Ignored failures", lists the permitted differences. Tests a sample
 * of the calls, or with {@code -Dhexrun.long=true} each call with each of five errors.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.INJECTOR})
class FailingCallsIT {

    private static final int AT_A_TIME = 3;

    /** The number of tested calls for each command, unless all are tested. */
    private static final int SAMPLE = 70;

    /** EPERM, EIO, ENOMEM, EINVAL, ENOSYS. */
    private static final int[] ERRORS = {1, 5, 12, 22, 38};

    private static final String LOOK = """
            echo "== status"
            grep -E '^(Umask|Uid|Gid|Groups|Cap...|NoNewPrivs|Seccomp|Cpus_allowed|SigBlk|SigIgn|SigCgt)' /proc/self/status
            echo "== mounts"; cat /proc/self/mountinfo
            echo "== environment"; tr '\\0' '\\n' < /proc/1/environ
            echo "== names"; uname -n; cat /proc/sys/kernel/domainname /proc/sys/net/ipv4/ip_forward
            echo "== limits"; cat /proc/self/limits; cat /proc/self/oom_score_adj
            echo "== descriptors"; for n in 0 1 2 3 4 5 6 7 8 9 10 11 12; do readlink /proc/$$/fd/$n; done
            echo "== devices"; for f in /dev/* /dev/pts/*; do stat -c '%n %F %a %u %g %t:%T' $f; done
            echo "== namespaces"; for n in cgroup ipc mnt net pid time user uts; do readlink /proc/self/ns/$n; done
            echo "== cgroup"; cat /proc/self/cgroup
            echo "== others"; cat /sys/class/net/lo/flags /proc/self/uid_map /proc/self/timens_offsets; pwd
            stat -c '%u %g %a' / /proc/self/mem /tmp
            """;

    @RegisterExtension
    final TestHost host = new TestHost();

    /**
     * A system call that fails.
     *
     * @param role the process
     * @param call the name of the system call
     * @param nth the number of the call among those of this name, starting with 1
     * @param error the error number
     */
    private record Fault(String role, String call, int nth, int error) {}

    /** Returns the arguments of hexrun for a container id. */
    private interface Line {
        List<String> of(String id);
    }

    @Test
    void runToleratesOrReportsFailingCalls() throws Exception {
        Bundle bundle = host.bundle().script(LOOK);
        injectFaults(id -> List.of("run", "--bundle", bundle.directory().toString(), id), true);
    }

    @Test
    void runWithManySettingsToleratesOrReportsFailingCalls() throws Exception {
        Bundle bundle = bundleWithManySettings();
        injectFaults(id -> List.of("run", "--bundle", bundle.directory().toString(), id), true);
    }

    @Test
    @Requires(Need.USER_NAMESPACE)
    void runInAUserNamespaceToleratesOrReportsFailingCalls() throws Exception {
        Map<String, Object> map = Map.of("containerID", 0, "hostID", 100000, "size", 65536);
        Bundle bundle = bundleWithManySettings()
                .namespace("user", "")
                .set("/process/noNewPrivileges", true)
                .set("/linux/uidMappings", List.of(map))
                .set("/linux/gidMappings", List.of(map));
        bundle.remove("/linux/devices");
        injectFaults(id -> List.of("run", "--bundle", bundle.directory().toString(), id), true);
    }

    @Test
    void execToleratesOrReportsFailingCalls() throws Exception {
        String container = host.start(bundleWithManySettings().args("sleep", "100000"));
        injectFaults(id -> List.of("exec", container, "sh", "-c", LOOK), false);
    }

    private Bundle bundleWithManySettings() throws IOException {
        Path volume = Files.createDirectories(host.directory().resolve("volume"));
        Bundle bundle = host.bundle()
                .script(LOOK)
                .set("/process/user", Map.of("uid", 1000, "gid", 1000, "additionalGids", List.of(5, 6), "umask", 027))
                .set("/process/noNewPrivileges", false)
                .set("/process/oomScoreAdj", 100)
                .add("/process/rlimits", Map.of("type", "RLIMIT_CORE", "soft", 0, "hard", 100))
                .set("/process/capabilities/inheritable", List.of("CAP_KILL"))
                .set("/process/capabilities/ambient", List.of("CAP_KILL"))
                .set("/process/ioPriority", Map.of("class", "IOPRIO_CLASS_BE", "priority", 3))
                .set("/linux/sysctl", Map.of("net.ipv4.ip_forward", "1"))
                .set("/domainname", "example")
                .set("/linux/rootfsPropagation", "private")
                .namespace("cgroup", "")
                .mount("/data", "bind", volume.toString(), "rbind", "ro", "nosuid")
                .mount("/tmp", "tmpfs", "tmpfs", "mode=1777")
                .hook("createRuntime", "cat > /dev/null")
                .hook("createContainer", "cat > /dev/null")
                .hook("startContainer", "cat > /dev/null");
        Files.createDirectories(bundle.rootfs().resolve("data"));
        bundle.set(
                "/linux/devices",
                List.of(Map.of(
                        "type", "c", "path", "/dev/mine", "major", 1, "minor", 3, "fileMode", 0640, "uid", 1000)));
        return bundle.set(
                "/linux/seccomp",
                Map.of(
                        "defaultAction",
                        "SCMP_ACT_ALLOW",
                        "syscalls",
                        List.of(Map.of("names", List.of("mkdir"), "action", "SCMP_ACT_ERRNO"))));
    }

    private void injectFaults(Line line, boolean delete) throws Exception {
        Path list = host.directory().resolve("calls");
        String id = host.newId();
        String expected = normalize(
                injected(List.of("list", list.toString()), line.of(id)).ok().out(), id);
        assertThat(expected).contains("Uid:", "== others");
        List<Fault> faults = faults(Files.readAllLines(list));
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> running = new ArrayList<>();
        int[] injectedCount = {0};
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            for (Fault fault : faults) {
                running.add(threads.submit(() -> {
                    String each = host.newId();
                    Path file = host.directory().resolve(each);
                    Outcome outcome = injected(
                            List.of(
                                    fault.role(),
                                    fault.call(),
                                    Integer.toString(fault.nth()),
                                    Integer.toString(fault.error()),
                                    file.toString()),
                            line.of(each));
                    synchronized (injectedCount) {
                        injectedCount[0] += Attacker.text(file).equals("injected\n") ? 1 : 0;
                    }
                    String difference = problem(fault, outcome, expected, each);
                    Outcome deleted = delete ? host.hexrun("delete", "--force", each) : outcome;
                    if (delete && (deleted.status() != 0 || !deleted.err().isEmpty())) {
                        difference += " " + deleted;
                    }
                    if (!difference.isEmpty()) {
                        wrong.add(fault + ": " + difference);
                    }
                }));
            }
        }
        for (Future<?> each : running) {
            each.get();
        }
        assertThat(wrong).isEmpty();
        // Not every call occurs again, since some depend on timing.
        assertThat(injectedCount[0]).isGreaterThan(faults.size() * 3 / 4);
        if (delete) {
            host.assertNothingLeft();
        }
    }

    /** Returns a description of the unexpected result, or an empty string. */
    private static String problem(Fault fault, Outcome outcome, String expected, String id) {
        if (outcome.status() == 0) {
            String seen = normalize(outcome.out(), id);
            // If a node cannot be created, that of the host is bind mounted instead; the device is the same.
            if (!seen.equals(expected) && !(fault.call().equals("mknodat") && fault.error() == 1)) {
                List<String> missing = new ArrayList<>(expected.lines().toList());
                List<String> more = new ArrayList<>(seen.lines().toList());
                missing.removeAll(seen.lines().toList());
                more.removeAll(expected.lines().toList());
                return "differs: " + missing + " became " + more;
            }
            return outcome.err().isEmpty() ? "" : "prints an error: " + outcome.err();
        }
        boolean beforeMain = fault.role().equals("front")
                && List.of("arch_prctl", "set_tid_address", "execve").contains(fault.call());
        boolean oneLine = (outcome.err().startsWith("hexrun: ") || outcome.err().startsWith("exec "))
                && outcome.err().lines().count() == 1
                && !outcome.err().contains("Exception");
        return oneLine || beforeMain ? "" : "unexpected error: " + outcome;
    }

    private Outcome injected(List<String> what, List<String> line) {
        List<String> words = new ArrayList<>(List.of(Distribution.injector().toString()));
        words.addAll(what);
        words.addAll(List.of(
                Distribution.program().toString(), "--root", host.stateRoot().toString()));
        words.addAll(line);
        return host.program(words).run();
    }

    private static List<Fault> faults(List<String> calls) {
        List<Fault> all = new ArrayList<>();
        int error = 0;
        for (String line : calls) {
            String[] words = line.split(" ", -1);
            int count = words.length < 3 ? 0 : Integer.parseInt(words[2]);
            for (int nth = 1; nth <= count && !words[1].startsWith("exit"); nth++) {
                if (!cannotFail(words[1])) {
                    all.add(new Fault(words[0], words[1], nth, ERRORS[error++ % ERRORS.length]));
                }
            }
        }
        if (!Distribution.exhaustive()) {
            List<Fault> sample = new ArrayList<>();
            for (int i = 0; i < SAMPLE; i++) {
                sample.add(all.get((int) ((long) i * all.size() / SAMPLE)));
            }
            return sample;
        }
        List<Fault> every = new ArrayList<>();
        for (Fault fault : all) {
            for (int number : ERRORS) {
                every.add(new Fault(fault.role(), fault.call(), fault.nth(), number));
            }
        }
        return every;
    }

    /** Returns whether a system call cannot fail. */
    private static boolean cannotFail(String call) {
        return switch (call) {
            case "getpid", "getppid", "getuid", "geteuid", "getgid", "getegid", "gettid" -> true;
            default -> false;
        };
    }

    /** Removes values that differ between containers and between processes. */
    private static String normalize(String text, String id) {
        return text.replace(id, "ID")
                .replaceAll("(?m)^\\d+ \\d+ \\d+:\\d+ ", "")
                // The v1 hierarchy of systemd and the v2 hierarchy of a hybrid host have no controllers; a container
                // may lack them.
                .replaceAll("(?m)^(0:|\\d+:name=systemd):.*$", "$1")
                .replaceAll("(shared|master|propagate_from):\\d+", "$1:N")
                .replaceAll("/state/[^/ ]*/", "/state/ID/")
                .replaceAll("/output/\\d+", "/output/N")
                .replaceAll("(pipe|socket):\\[\\d+]", "$1")
                .replaceAll("(?m)^(cgroup|ipc|mnt|net|pid|time|user|uts):\\[\\d+]$", "$1");
    }
}
