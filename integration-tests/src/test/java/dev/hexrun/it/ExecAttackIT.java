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
 * A container's process looks into every other one, as often as it can, by all that the kernel has for that, while processes
 * are executed beside it: CVE-2016-9962, CVE-2019-5736. With {@code -Dhexrun.long=true} 500 in each kind of container.
 *
 * <p>What is not promised: a container with CAP_SYS_PTRACE and no user namespace of its own may trace whatever is in its pid
 * namespace, hexrun's process before {@code execve(2)} included, and does so with the kernel's blessing. Even there nothing
 * of the host's is to be found but what the caller gave to the process, and the code in memory cannot be changed.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.ATTACKER, Need.SETPRIV})
class ExecAttackIT {

    private static final int AT_A_TIME = 3;

    /** Who looks. */
    enum Container {
        /** Root with the capabilities of the template. */
        DEFAULT,
        /** An ordinary user, while others and root execute. */
        OTHER_USER,
        /** Root of a user namespace, who may trace and administer all in it. */
        USER_NAMESPACE,
        /** Root of the host, who may trace. */
        TRACING_ROOT
    }

    @RegisterExtension
    final TestHost host = new TestHost();

    @ParameterizedTest
    @EnumSource(Container.class)
    void seesNothingOfTheHost(Container kind) throws Exception {
        Path log = host.folder().resolve("log");
        String id = host.newId();
        host.createCommand(container(kind), id).writingTo(log).run().ok();
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
        // An attacker that meets nobody, or can do nothing, would find nothing whatever hexrun did.
        assertThat(lines.stream().filter("met"::equals).count())
                .as("processes that were met before their execve: " + found)
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

    /** One process, by one of the ways to execute one, from a caller that leaves host descriptors open. */
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

    /** Whether the kernel lets nobody trace but his own children, or nobody at all (Yama). */
    private static boolean restricted() throws IOException {
        Path scope = Path.of("/proc/sys/kernel/yama/ptrace_scope");
        return Files.exists(scope) && !Files.readString(scope).strip().equals("0");
    }

    /** What every process of the container may know of another one that has executed its program. */
    private static boolean allowed(String line) {
        return switch (line) {
            case "watching",
                    "met",
                    // All of these are for everybody to read, in every process.
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

    /** The descriptor by which a process looks at its own ones. */
    private static boolean ownDescriptor(String line) {
        return line.startsWith("link fd /proc/") || line.startsWith("getfd /proc/");
    }

    /**
     * The file by which a process enters the container's own cgroup, which it has open while it does so. It moves nobody but
     * processes that a tracer may trace, and to no other place than that.
     */
    private static boolean membership(String line, String id) {
        return line.startsWith("link fd /sys/fs/cgroup/")
                && (line.endsWith("/" + id + "/tasks") || line.endsWith("/" + id + "/cgroup.procs"));
    }

    /** What the kernel shows of hexrun's own process to who may trace it. No path of the host's is in it. */
    private static boolean allowedToTrace(String line) {
        return switch (line) {
            case "link exe /memfd:hexrun (deleted)",
                    "map /memfd:hexrun (deleted)",
                    "environ /memfd:hexrun (deleted)",
                    "mem /memfd:hexrun (deleted)",
                    "vm /memfd:hexrun (deleted)",
                    "traced /memfd:hexrun (deleted)",
                    "stopped /memfd:hexrun (deleted)",
                    // It may be opened, and is sealed: what must not be is `wrote`.
                    "opened /memfd:hexrun (deleted)",
                    // The pair that leads to the front, and the private procfs.
                    "link fd socket:",
                    "getfd socket:",
                    "link fd anon_inode:",
                    "getfd anon_inode:",
                    "link fd /",
                    // Where HOME is looked up; the container's, for the caller leaves none of that name open.
                    "link fd /etc/passwd" -> true;
            default -> line.endsWith(" /memfd:hexrun (deleted)") && line.startsWith("getfd /");
        };
    }
}
