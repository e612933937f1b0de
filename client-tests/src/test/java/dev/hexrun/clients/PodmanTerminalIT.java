package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Containers and commands with a terminal: {@code run}, {@code exec}, {@code attach}, and changes of the size. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanTerminalIT {

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    @Test
    @Tag("smoke")
    void runsAShell() {
        PODMAN.compare(stage -> {
            try (Terminal terminal = new Terminal()) {
                terminal.resize(33, 77);
                byte[] settings = terminal.settings();
                Process podman = terminal.start(
                        stage.podman("run", "--rm", "--interactive", "--tty", "--network", "none", Podman.IMAGE, "sh"));
                terminal.expect("# ");
                terminal.type("tty; stty size; exit 5\n");
                String rest = terminal.rest();
                assertThat(rest).contains("/dev/pts/0\r\n", "33 77\r\n");
                assertThat(stage.observe("status", Terminal.status(podman))).isEqualTo(5);
                assertThat(terminal.settings()).isEqualTo(settings);
            }
        });
    }

    @Test
    void passesChangesOfTheSize() {
        PODMAN.compare(stage -> {
            try (Terminal terminal = new Terminal()) {
                Process podman = terminal.start(stage.podman(
                        "run",
                        "--rm",
                        "--interactive",
                        "--tty",
                        "--network",
                        "none",
                        Podman.IMAGE,
                        "sh",
                        "-c",
                        "trap 'stty size' WINCH; echo ready; while read -r l; do [ \"$l\" = end ] && exit 0; done;"
                                + " while :; do read -r l; [ \"$l\" = end ] && exit 0; done"));
                terminal.expect("ready");
                terminal.resize(50, 120);
                terminal.expect("50 120");
                terminal.type("end\nend\n");
                terminal.rest();
                stage.observe("status", Terminal.status(podman));
            }
        });
    }

    @Test
    void interruptsThePrograms() {
        PODMAN.compare(stage -> {
            try (Terminal terminal = new Terminal()) {
                Process podman = terminal.start(stage.podman(
                        "run",
                        "--rm",
                        "--interactive",
                        "--tty",
                        "--network",
                        "none",
                        Podman.IMAGE,
                        "sh",
                        "-c",
                        "trap 'echo interrupted; exit 6' INT; echo ready; while :; do sleep 0.1; done"));
                terminal.expect("ready");
                terminal.type("\u0003");
                terminal.expect("interrupted");
                terminal.rest();
                assertThat(stage.observe("status", Terminal.status(podman))).isEqualTo(6);
            }
        });
    }

    @Test
    void executesAShell() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", Podman.IMAGE, "sleep", "1000");
            try (Terminal terminal = new Terminal()) {
                terminal.resize(20, 60);
                Process podman = terminal.start(stage.podman("exec", "--interactive", "--tty", name, "sh"));
                terminal.expect("# ");
                terminal.type("tty; stty size; exit 7\n");
                // The prompt depends on the time at which Podman attaches.
                assertThat(terminal.rest()).contains("/dev/pts/", "20 60");
                assertThat(stage.observe("status", Terminal.status(podman))).isEqualTo(7);
            }
        });
    }

    @Test
    void executesWithATerminalButWithoutInput() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", Podman.IMAGE, "sleep", "1000");
            stage.run("exec", "--tty", name, "sh", "-c", "tty; echo done").ok();
        });
    }

    @Test
    void readsATerminalThatIsAPipe() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", Podman.IMAGE, "sleep", "1000");
            String[] arguments = {"exec", "--interactive", "--tty", name, "sh"};
            Outcome outcome = stage.podman(arguments).input("echo in; exit 5\n").run();
            assertThat(stage.observe("status", outcome.status())).isEqualTo(5);
            assertThat(outcome.out()).contains("in");
        });
    }

    @Test
    void attachesAndDetaches() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", "--interactive", "--tty", Podman.IMAGE, "sh");
            try (Terminal terminal = new Terminal()) {
                Process podman = terminal.start(stage.podman("attach", name));
                terminal.type("echo first\n");
                terminal.expect("first\r\nfirst");
                // Podman recognizes these keys only if it reads each alone.
                terminal.type("\u0010");
                stage.within(Duration.ofMillis(500), () -> false);
                terminal.type("\u0011");
                terminal.rest();
                stage.observe("status of the first", Terminal.status(podman));
            }
            stage.run("inspect", "--format", "{{.State.Status}}", name).ok();
            try (Terminal terminal = new Terminal()) {
                Process podman = terminal.start(stage.podman("attach", name));
                terminal.type("echo second; exit 8\n");
                terminal.rest();
                stage.observe("status of the second", Terminal.status(podman));
            }
            assertThat(stage.run("wait", name).ok().text()).isEqualTo("8");
            // The prompt depends on the time at which Podman attaches.
            assertThat(stage.quietly("logs", name)).contains("first", "second");
        });
    }

    @Test
    void attachesToPipes() {
        PODMAN.compare(stage -> {
            String name = stage.start(
                    "web", "--interactive", Podman.IMAGE, "sh", "-c", "read -r line; echo got $line; exit 9");
            String[] arguments = {"attach", name};
            Outcome outcome = stage.record(arguments, stage.podman(arguments).input("hello\n"));
            assertThat(outcome.out()).startsWith("got hello\n");
        });
    }
}
