package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

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
 * Podman with its defaults on a host with a security module: it asks for its profile of AppArmor or for labels of SELinux.
 * A container is confined by hexrun as by runc and crun.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.CRUN, Need.PODMAN, Need.SECURITY_MODULE})
class PodmanIT {

    private static final String[] UNCONFINED = {
        "--security-opt", "apparmor=unconfined", "--security-opt", "label=disable"
    };

    @RegisterExtension
    final TestHost host = new TestHost();

    private final String image = "hexrun-it-" + ProcessHandle.current().pid();
    private final List<String> containers = new ArrayList<>();

    /**
     * A container as seen from the host.
     *
     * @param process the label of its first process
     * @param exec    the label of a process of {@code podman exec}
     * @param mount   what a process with CAP_SYS_ADMIN gets if it mounts a file system
     * @param files   the labels of its files; question marks on hosts without SELinux
     */
    private record Confinement(String process, String exec, String mount, String files) {}

    @BeforeEach
    void importImage() throws IOException {
        Path rootfs = host.bundle().rootfs();
        host.program(List.of("sh", "-c", "tar -C " + rootfs + " -c . | podman import --quiet - " + image))
                .run()
                .ok();
    }

    @AfterEach
    void removeContainersAndImage() {
        for (String container : containers) {
            podman("rm", "--force", "--time", "0", container);
        }
        podman("rmi", "--force", image);
    }

    @Test
    void containersAreConfinedByDefault() throws IOException {
        Confinement expected = confinement("runc");
        assertThat(expected.process()).isNotEqualTo(own());
        assertThat(expected.exec()).isEqualTo(expected.process());
        assertThat(expected.mount()).containsIgnoringCase("permission denied");
        assertThat(confinement("crun")).isEqualTo(expected);
        assertThat(confinement(Distribution.program().toString())).isEqualTo(expected);
    }

    @Test
    void privilegedContainersAreNotConfined() throws IOException {
        assertUnconfined("--privileged");
    }

    @Test
    void containersWhoseConfinementIsDisabledAreNotConfined() throws IOException {
        assertUnconfined(UNCONFINED);
    }

    private void assertUnconfined(String... flags) throws IOException {
        Confinement actual = confinement(Distribution.program().toString(), flags);
        assertThat(actual).isEqualTo(confinement("runc", flags));
        assertThat(actual.process()).isEqualTo(own());
        assertThat(actual.mount()).isEmpty();
    }

    private Confinement confinement(String runtime, String... flags) throws IOException {
        String name = image + "-" + containers.size();
        containers.add(name);
        List<String> run = new ArrayList<>(List.of("--runtime", runtime, "run", "--detach", "--name", name));
        run.addAll(List.of("--network", "none", "--cap-add", "SYS_ADMIN"));
        run.addAll(List.of(flags));
        run.addAll(List.of(image, "sleep", "100000"));
        podman(run.toArray(String[]::new));
        String root =
                "/proc/" + podman("inspect", "--format", "{{.State.Pid}}", name).strip() + "/root/";
        List<String> stat = new ArrayList<>(List.of("stat", "--format", "%C"));
        for (String file :
                List.of("", "etc", "etc/hosts", "dev", "dev/null", "dev/pts", "dev/shm", "dev/mqueue", "proc")) {
            stat.add(root + file);
        }
        return new Confinement(
                label(Files.readString(Path.of(root).resolveSibling("attr/current"))),
                label(onTerminal(name, "cat", "/proc/self/attr/current")),
                onTerminal(name, "mount", "-t", "tmpfs", "none", "/tmp"),
                label(host.program(stat).run().out()));
    }

    /** Returns the output of a command in a container. SELinux does not let containers write to the pipes of Podman. */
    private String onTerminal(String name, String... command) {
        List<String> exec = new ArrayList<>(List.of("exec", "--tty", name));
        exec.addAll(List.of(command));
        return run(exec.toArray(String[]::new)).out().replace("\r", "").strip();
    }

    /** Returns a label without the categories, which Podman chooses for each container. */
    private static String label(String text) {
        return text.replace("\0", "").replaceAll("\\bc\\d+,c\\d+\\b", "c1,c2").strip();
    }

    /** Returns the label of this process. */
    private static String own() throws IOException {
        return label(Files.readString(Path.of("/proc/self/attr/current")));
    }

    /** Returns the output of a command that succeeds. Podman may write warnings to standard error. */
    private String podman(String... arguments) {
        Outcome outcome = run(arguments);
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        return outcome.out();
    }

    private Outcome run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("podman"));
        command.addAll(List.of(arguments));
        return host.program(command).run();
    }
}
