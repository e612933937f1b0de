package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares the seccomp filters that hexrun and runc install for the same profile. The kernel returns the filters of the
 * processes, which are run for every system call number of every architecture, with arguments around the values in the
 * profile.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC})
class SeccompVerdictIT {

    // linux/audit.h
    private static final int X86_64 = 0xc000003e;
    private static final int X86 = 0x40000003;
    private static final int AARCH64 = 0xc00000b7;

    /** The bit that distinguishes the calls of x32 from those of x86-64. */
    private static final int X32 = 0x40000000;

    /** More than the number of any call. */
    private static final int CALLS = 1024;

    /** The number of no call. */
    private static final int NEWEST = CALLS * 1000;

    /** {@code SECCOMP_RET_ERRNO} of {@code linux/seccomp.h} with {@code ENOSYS}. */
    private static final int FAIL_WITH_ENOSYS = 0x50000 | 38;

    private static final int GENERATED = 200;
    private static final long SEED = 20_261_130;

    @RegisterExtension
    final TestHost host = new TestHost();

    @BeforeEach
    void requireMachine() {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the profiles are those for x86-64");
        assumeTrue(
                "0".equals(Processes.status(ProcessHandle.current().pid()).get("Seccomp")),
                "the tests run under a seccomp filter, so that the kernel does not return those of others");
    }

    @ParameterizedTest
    @CsvSource({
        "docker, false, false",
        "docker, false, true",
        "docker, true, false",
        "docker, true, true",
        "podman, false, false",
        "podman, false, true",
        "podman, true, false",
        "podman, true, true"
    })
    void defaultProfilesHaveTheVerdictsOfRunc_forInitAndExec(
            String engine, boolean allCapabilities, boolean noNewPrivileges) {
        Map<String, Object> profile = SeccompProfiles.resolved(
                profile(engine), allCapabilities ? capabilities() : SeccompProfiles.DEFAULT_CAPABILITIES);
        Bundle bundle = host.bundle()
                .set("/process/noNewPrivileges", noNewPrivileges)
                .set("/linux/seccomp", profile)
                .args("sleep", "100000");
        List<Container> containers = List.of(ours(), theirs());
        for (Container container : containers) {
            container.create(bundle).run().ok();
            container.command("start", container.id()).run().ok();
        }
        List<BpfProgram> init = new ArrayList<>();
        List<BpfProgram> exec = new ArrayList<>();
        for (Container container : containers) {
            init.add(onlyFilter(container.pid()));
            exec.add(onlyFilter(container.exec("sleep", "100000")));
        }
        List<long[]> vectors = vectors(profile, new Random(SEED));
        Comparison comparison = new Comparison(vectors, false);
        assertThat(comparison.differences(init.getFirst(), init.getLast()))
                .as("verdicts for init")
                .isEmpty();
        assertThat(comparison.differences(exec.getFirst(), exec.getLast()))
                .as("verdicts for exec")
                .isEmpty();
        assertThat(comparison.differences(init.getFirst(), exec.getFirst()))
                .as("verdicts for init and exec")
                .isEmpty();
        containers.forEach(Container::delete);
        System.out.println(engine + ": " + comparison.verdicts() + " verdicts compared with runc");
    }

    /** Compares the filters of created containers, which have them already if noNewPrivileges is not set. */
    @Test
    void generatedProfilesHaveTheVerdictsOfRunc() {
        Set<String> needed = SeccompProfiles.allowed(
                SeccompProfiles.resolved(profile("docker"), SeccompProfiles.DEFAULT_CAPABILITIES));
        Random random = new Random(SEED);
        Bundle bundle = host.bundle().set("/process/noNewPrivileges", false).args("true");
        Tally tally = new Tally();
        Pair previous = null;
        for (int i = 0; i < GENERATED; i++) {
            Map<String, Object> profile = SeccompProfiles.generated(random, needed);
            Pair pair = new Pair(i, profile, bundle.set("/linux/seccomp", profile));
            if (previous != null) {
                tally.add(previous);
            }
            // The next profile replaces the one in the bundle.
            pair.await();
            previous = pair;
        }
        tally.add(previous);
        host.command("delete", "--force", "--regex", host.mark() + ".*").run().ok();
        System.out.println(tally.verdicts + " verdicts of " + tally.created + " generated profiles compared with runc");
        assertThat(tally.differences).isEmpty();
        assertThat(tally.changes)
                .as("profiles whose verdicts differ from the profile before")
                .isGreaterThan(tally.created * 9 / 10);
        assertThat(tally.created)
                .as("profiles under which both created a container")
                .isGreaterThan(GENERATED * 9 / 10);
    }

    /** A container of each runtime with the same profile. */
    private final class Pair {

        private final int number;
        private final Map<String, Object> profile;
        private final Container ours = ours();
        private final Container theirs = theirs();
        private final Command.Running running;
        private final Command.Running theirRunning;

        Pair(int number, Map<String, Object> profile, Bundle bundle) {
            this.number = number;
            this.profile = profile;
            this.running = ours.create(bundle).start();
            this.theirRunning = theirs.create(bundle).start();
        }

        void await() {
            running.await();
            theirRunning.await();
        }
    }

    /** The sums and differences of the comparisons. */
    private static final class Tally {

        private final List<String> differences = new ArrayList<>();
        private int created;
        private long verdicts;
        private int changes;
        private BpfProgram previous = new BpfProgram(List.of(0x7fff0000_00000006L));

        /** Compares the filters of a pair, and removes the container of runc. That of hexrun is removed at the end. */
        void add(@Nullable Pair pair) {
            if (pair == null) {
                return;
            }
            Outcome our = pair.running.await();
            Outcome their = pair.theirRunning.await();
            String title = "profile " + pair.number + " " + SeccompProfiles.conditional(pair.profile);
            if ((our.status() == 0) != (their.status() == 0)) {
                differences.add(title + ": " + our + their);
            }
            if (our.status() == 0 && their.status() == 0) {
                created++;
                BpfProgram filter = onlyFilter(pair.ours.pid());
                BpfProgram theirFilter = onlyFilter(pair.theirs.pid());
                pair.ours.end();
                Command.Running removal = pair.theirs.startRemoval();
                Comparison comparison = new Comparison(
                        vectors(pair.profile, new Random(SEED + pair.number)),
                        pair.profile.get("architectures") == null);
                List<String> found = comparison.differences(filter, theirFilter);
                if (!found.isEmpty()) {
                    differences.add(
                            title + ": " + found.size() + " calls: " + found.getFirst() + "; " + found.getLast());
                }
                changes += comparison.isDifferent(filter, previous) ? 1 : 0;
                previous = filter;
                verdicts += comparison.verdicts();
                removal.await();
            }
        }
    }

    private static String profile(String engine) {
        Optional<String> text = SeccompProfiles.ofEngine(engine);
        assumeTrue(text.isPresent(), "no default profile of " + engine + " (scripts/seccomp-profiles)");
        return text.orElseThrow();
    }

    /** Returns the names of all capabilities that the profiles mention. */
    private static Set<String> capabilities() {
        Set<String> all = new TreeSet<>(SeccompProfiles.DEFAULT_CAPABILITIES);
        for (String name : List.of(
                "DAC_READ_SEARCH",
                "SYS_ADMIN",
                "SYS_BOOT",
                "SYS_MODULE",
                "SYS_PACCT",
                "SYS_PTRACE",
                "SYS_RAWIO",
                "SYS_TIME",
                "SYS_TTY_CONFIG",
                "SYS_NICE",
                "SYSLOG",
                "BPF",
                "PERFMON",
                "AUDIT_CONTROL",
                "IPC_LOCK")) {
            all.add("CAP_" + name);
        }
        return all;
    }

    private static BpfProgram onlyFilter(long pid) {
        List<BpfProgram> filters = Kernel.seccompFilters(pid);
        assertThat(filters).as("filters of process %d", pid).hasSize(1);
        return filters.getFirst();
    }

    /** Returns vectors of arguments with values around those in a profile, alone and together. */
    private static List<long[]> vectors(Map<String, Object> profile, Random random) {
        Set<Long> values = new TreeSet<>(List.of(0L, 1L, -1L, 0xffffffffL, 1L << 32, 1L << 63));
        for (Object rule : Json.array(profile.get("syscalls"))) {
            Object conditions = Json.object(rule).get("args");
            for (Object condition : conditions == null ? List.of() : Json.array(conditions)) {
                for (String name : List.of("value", "valueTwo")) {
                    if (Json.object(condition).get(name) instanceof Number number) {
                        long value = number.longValue();
                        values.addAll(
                                List.of(value, value - 1, value + 1, ~value, value ^ (1L << 32), value | 1L << 63));
                    }
                }
            }
        }
        List<Long> all = List.copyOf(values);
        List<long[]> vectors = new ArrayList<>();
        for (long value : all) {
            for (int i = 0; i < 6; i++) {
                long[] vector = new long[6];
                vector[i] = value;
                vectors.add(vector);
            }
        }
        for (int count = 0; count < 500; count++) {
            long[] vector = new long[6];
            for (int i = 0; i < 6; i++) {
                vector[i] = all.get(random.nextInt(all.size()));
            }
            vectors.add(vector);
        }
        return vectors;
    }

    /** A comparison of two filters for all calls. */
    private static final class Comparison {

        private final List<long[]> vectors;
        private final boolean failsNewerCalls;
        private long verdicts;

        /**
         * Creates a comparison.
         *
         * @param vectors the arguments of every call
         * @param failsNewerCalls whether only hexrun fails calls that are newer than the profile with {@code ENOSYS}:
         *     runc does so for the architectures that a profile names, and hexrun also for the native one if it names
         *     none, so that programs fall back to older calls
         */
        Comparison(List<long[]> vectors, boolean failsNewerCalls) {
            this.vectors = vectors;
            this.failsNewerCalls = failsNewerCalls;
        }

        long verdicts() {
            return verdicts;
        }

        /** Returns whether two filters have different verdicts for a call. */
        boolean isDifferent(BpfProgram first, BpfProgram second) {
            for (int number = 0; number < CALLS; number++) {
                if (compare(X86_64, number, first, second).isPresent()) {
                    return true;
                }
            }
            return false;
        }

        /** Returns at most one difference for each call. */
        List<String> differences(BpfProgram ours, BpfProgram theirs) {
            List<String> differences = new ArrayList<>();
            for (int number = 0; number < CALLS; number++) {
                compare(X86_64, number, ours, theirs).ifPresent(differences::add);
                compare(X86_64, number | X32, ours, theirs).ifPresent(differences::add);
                compare(X86, number, ours, theirs).ifPresent(differences::add);
                compare(AARCH64, number, ours, theirs).ifPresent(differences::add);
            }
            for (int number : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, X32 - 1, NEWEST}) {
                compare(X86_64, number, ours, theirs).ifPresent(differences::add);
                compare(X86, number, ours, theirs).ifPresent(differences::add);
            }
            return differences;
        }

        private Optional<String> compare(int architecture, int number, BpfProgram ours, BpfProgram theirs) {
            for (long[] arguments : vectors) {
                int our = ours.run(architecture, number, arguments);
                int their = theirs.run(architecture, number, arguments);
                verdicts++;
                boolean newer = failsNewerCalls
                        && architecture == X86_64
                        && our == FAIL_WITH_ENOSYS
                        && (number < 0 || their == theirs.run(X86_64, NEWEST, arguments));
                if (our != their && !newer) {
                    StringBuilder text = new StringBuilder("architecture ")
                            .append(Integer.toHexString(architecture))
                            .append(", call ")
                            .append(number)
                            .append(", arguments");
                    for (long argument : arguments) {
                        text.append(' ').append(Long.toHexString(argument));
                    }
                    return Optional.of(text.append(": ")
                            .append(Integer.toHexString(our))
                            .append(", but with runc ")
                            .append(Integer.toHexString(their))
                            .toString());
                }
                if (!ours.hasLoadedArguments() && !theirs.hasLoadedArguments()) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }
    }

    private Container ours() {
        return new Container(Distribution.program().toString(), host.stateRoot().toString());
    }

    private Container theirs() {
        return new Container("runc", host.stateRoot() + "-runc");
    }

    /** A container of one of the two runtimes. */
    private final class Container {

        private final String runtime;
        private final String root;
        private final String id = host.newId();
        private final Path pidFile = host.directory().resolve(id + ".pid");
        private final List<Long> processes = new ArrayList<>();

        Container(String runtime, String root) {
            this.runtime = runtime;
            this.root = root;
        }

        String id() {
            return id;
        }

        Command command(String... arguments) {
            List<String> line = new ArrayList<>(List.of(runtime, "--root", root));
            line.addAll(List.of(arguments));
            return host.program(line);
        }

        Command create(Bundle bundle) {
            return command("create", "--bundle", bundle.directory().toString(), "--pid-file", pidFile.toString(), id);
        }

        /** Returns the pid of the process that was created last. */
        long pid() {
            Await.until("the pid file", () -> Files.exists(pidFile));
            processes.add(Long.valueOf(Processes.lines(pidFile).getFirst()));
            return processes.getLast();
        }

        /** Starts another process in the container, and returns its pid. */
        long exec(String... program) {
            List<String> line = new ArrayList<>(List.of("exec", "--detach", "--pid-file", pidFile.toString(), id));
            line.addAll(List.of(program));
            command(line.toArray(String[]::new)).run().ok();
            return pid();
        }

        void delete() {
            startRemoval().await();
        }

        /** Kills the processes and starts the removal. */
        Command.Running startRemoval() {
            end();
            return command("delete", "--force", id).start();
        }

        /** Kills the processes. */
        void end() {
            // The kernel keeps the init of a pid namespace until all other processes of the namespace are reaped.
            for (long pid : processes.reversed()) {
                Kernel.kill(pid, 9);
                host.exit(pid);
            }
        }
    }
}
