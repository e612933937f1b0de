package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process of a container continuously inspects all other processes through every kernel interface, while {@code exec}
 * starts processes in the container: CVE-2016-9962, CVE-2019-5736. With {@code -Dhexrun.long=true}, 500 processes are
 * started in each kind of container.
 *
 * <p>Not guaranteed: a container with CAP_SYS_PTRACE and without its own user namespace may trace every process in its
 * pid namespace, including hexrun's before {@code execve(2)}; the kernel permits this. Even then it finds nothing of
 * the host except what the caller passed to the process, and it cannot change the program in memory.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.ATTACKER, Need.SETPRIV})
class ExecAttackIT {

    private static final int AT_A_TIME = 3;

    /** The container of the attacker. */
    enum Container {
        /** Root with the capabilities of the template. */
        DEFAULT,
        /** An unprivileged user, while processes of this and other users are executed. */
        OTHER_USER,
        /** Root of a user namespace, with the capabilities to trace and administer its processes. */
        USER_NAMESPACE,
        /** Root of the host, with the capability to trace. */
        TRACING_ROOT
    }

    @RegisterExtension
    final TestHost host = new TestHost();

    @ParameterizedTest
    @EnumSource(Container.class)
    void exposesNothingOfTheHostToTheContainer(Container kind) throws Exception {
        Path log = host.directory().resolve("log");
        String id = host.newId();
        host.createCommand(container(kind), id).stdoutTo(log).run().ok();
        host.hexrun("start", id).ok();
        Await.until("the attacker", () -> Attacker.text(log).startsWith("watching\n"));

        int count = Distribution.exhaustive() ? 500 : 12;
        List<Future<?>> execs = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            for (int i = 0; i < count; i++) {
                int number = i;
                execs.add(threads.submit(() -> exec(id, number)));
            }
        }
        for (Future<?> exec : execs) {
            exec.get();
        }

        List<String> lines = Attacker.text(log).lines().toList();
        Set<String> found = new LinkedHashSet<>(lines);
        // If the attacker observed no process, or could access none, the result would be meaningless.
        assertThat(lines.stream().filter("met"::equals).count())
                .as("processes observed before their execve: " + found)
                .isPositive();
        if (kind != Container.OTHER_USER) {
            assertThat(found).contains("link exe " + Attacker.INSIDE);
        }
        if (kind != Container.OTHER_USER && !restricted()) {
            assertThat(found).contains("traced " + Attacker.INSIDE, "mem " + Attacker.INSIDE);
        }
        found.removeIf(line ->
                allowed(line) || (kind == Container.TRACING_ROOT && (allowedToTrace(line) || membership(line, id))));
        assertThat(found).as(kind + " of " + lines).isEmpty();
    }

    private Bundle container(Container kind) {
        Bundle bundle = Attacker.into(host.bundle()).args(Attacker.INSIDE, "watch");
        switch (kind) {
            case DEFAULT -> {}
            case OTHER_USER -> bundle.set("/process/user", Map.of("uid", 1000, "gid", 1000));
            case USER_NAMESPACE -> {
                Map<String, Object> map = Map.of("containerID", 0, "hostID", 100000, "size", 65536);
                bundle.namespace("user", "")
                        .set("/linux/uidMappings", List.of(map))
                        .set("/linux/gidMappings", List.of(map));
                capabilities(bundle, "CAP_SYS_PTRACE", "CAP_SYS_ADMIN", "CAP_KILL", "CAP_DAC_OVERRIDE");
            }
            case TRACING_ROOT -> capabilities(bundle, "CAP_SYS_PTRACE", "CAP_KILL", "CAP_DAC_OVERRIDE");
        }
        return bundle;
    }

    private static void capabilities(Bundle bundle, String... names) {
        for (String set : List.of("bounding", "effective", "permitted")) {
            bundle.set("/process/capabilities/" + set, List.of(names));
        }
    }

    /** Executes one process in one of several ways, from a caller with open descriptors of the host. */
    private void exec(String id, int number) {
        int status = number % 90;
        List<String> line = new ArrayList<>(List.of("exec"));
        boolean terminal = number % 3 == 1;
        if (terminal) {
            line.add("--tty");
        }
        if (number % 3 == 2) {
            line.addAll(List.of("--user", "1000:1000"));
        } else {
            line.addAll(List.of("--user", "0:0"));
        }
        line.addAll(List.of(id, Attacker.INSIDE, "target", Integer.toString(status)));
        Command command = host.command(line.toArray(String[]::new))
                .via(Attacker.leaks(List.of("/", "/etc", "/etc/group", "/proc"), 3));
        Outcome outcome =
                command.via(terminal ? Attacker.terminal() : Attacker.pipes()).run();
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(status);
        String seen = outcome.out().replace("\r", "").replaceAll("/dev/pts/\\d+", "terminal");
        assertThat(seen)
                .as(outcome.toString())
                .isEqualTo((terminal ? "0 terminal\n1 terminal\n2 terminal\n" : "0 /dev/null\n1 pipe\n2 pipe\n")
                        + "CapInh:\t0000000000000000\n");
    }

    /** Returns whether Yama restricts tracing to child processes, or denies it. */
    private static boolean restricted() throws IOException {
        Path scope = Path.of("/proc/sys/kernel/yama/ptrace_scope");
        return Files.exists(scope) && !Files.readString(scope).strip().equals("0");
    }

    /** Returns whether each process of the container may see this of another one that has executed its program. */
    private static boolean allowed(String line) {
        return switch (line) {
            case "watching",
                    "met",
                    // These are readable for everyone in every process.
                    "cmdline hexrun-launcher",
                    "cmdline /attacker",
                    "comm memfd:hexrun",
                    "comm hexrun",
                    "comm attacker",
                    "link exe /attacker",
                    "link cwd /",
                    "link root /",
                    "link fd /dev/null",
                    "link fd pipe:",
                    "environ /attacker",
                    "environ gone",
                    "mem /attacker",
                    "mem gone",
                    "vm /attacker",
                    "vm gone",
                    "traced /attacker",
                    "traced gone",
                    "stopped /attacker",
                    "stopped gone",
                    "getfd pipe:",
                    "getfd /dev/null /attacker",
                    "getfd /dev/null gone" -> true;
            default -> {
                boolean map = line.startsWith("map [") || line.equals("map anonymous") || line.equals("map /attacker");
                yield map || terminal(line) || ownDescriptor(line);
            }
        };
    }

    private static boolean terminal(String line) {
        return line.startsWith("link fd /dev/pts/") || line.startsWith("getfd /dev/pts/");
    }

    /** Returns whether this is the descriptor with which a process lists its own descriptors. */
    private static boolean ownDescriptor(String line) {
        return line.startsWith("link fd /proc/") || line.startsWith("getfd /proc/");
    }

    /**
     * Returns whether this is the file through which a process enters the container's own cgroup and which is open
     * meanwhile. It can move only processes that a tracer may trace, and only into that cgroup.
     */
    private static boolean membership(String line, String id) {
        return line.startsWith("link fd /sys/fs/cgroup/")
                && (line.endsWith("/" + id + "/tasks") || line.endsWith("/" + id + "/cgroup.procs"));
    }

    /**
     * Returns whether the kernel shows this of hexrun's own process to a process that may trace it. It contains no path
     * of the host.
     */
    private static boolean allowedToTrace(String line) {
        return switch (line) {
            case "link exe /memfd:hexrun (deleted)",
                    "map /memfd:hexrun (deleted)",
                    "environ /memfd:hexrun (deleted)",
                    "mem /memfd:hexrun (deleted)",
                    "vm /memfd:hexrun (deleted)",
                    "traced /memfd:hexrun (deleted)",
                    "stopped /memfd:hexrun (deleted)",
                    // The file may be opened. It is sealed: an attacker must not report `wrote`.
                    "opened /memfd:hexrun (deleted)",
                    // The socket pair to the front, and the private procfs.
                    "link fd socket:",
                    "getfd socket:",
                    "link fd anon_inode:",
                    "getfd anon_inode:",
                    "link fd /",
                    // Read for HOME. This is the file of the container, since the caller has no such file open.
                    "link fd /etc/passwd" -> true;
            default -> line.endsWith(" /memfd:hexrun (deleted)") && line.startsWith("getfd /");
        };
    }
}
