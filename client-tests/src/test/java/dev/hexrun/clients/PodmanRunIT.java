package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code podman run}: programs, their results and their environment. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanRunIT {

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    @Test
    @Tag("smoke")
    void passesOutputAndStatus() {
        PODMAN.compare(stage -> {
            Outcome outcome = stage.script("echo out; echo err >&2; exit 42").fails(42);
            assertThat(outcome.out()).isEqualTo("out\n");
            assertThat(outcome.err()).isEqualTo("err\n");
        });
    }

    @Test
    void passesStandardInput() {
        PODMAN.compare(stage -> {
            String[] arguments = {"run", "--rm", "--interactive", "--network", "none", Podman.IMAGE, "tr", "a-z", "A-Z"
            };
            Outcome outcome = stage.record(arguments, stage.podman(arguments).input("hello\nworld\n"));
            assertThat(outcome.ok().out()).isEqualTo("HELLO\nWORLD\n");
        });
    }

    @Test
    void passesLargeOutput() {
        PODMAN.compare(stage -> {
            Outcome outcome =
                    stage.script("seq 1 200000 | md5sum; seq 1 100000 >&2").ok();
            assertThat(outcome.err()).hasLineCount(100000);
        });
    }

    @Test
    void setsTheEnvironment() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "env | sort",
                                "--env",
                                "A=one",
                                "--env",
                                "EMPTY=",
                                "--env",
                                "WITH=a=b c",
                                "--hostname",
                                "web")
                        .ok()
                        .out())
                .contains("A=one\n", "EMPTY=\n", "WITH=a=b c\n", "HOSTNAME=web\n", "container=podman\n"));
    }

    @Test
    void setsTheEnvironmentFromFiles() {
        PODMAN.compare(stage -> {
            Path file = stage.file("env", "# comment\nFROM_FILE=yes\n");
            assertThat(stage.script("echo $FROM_FILE", "--env-file", file.toString())
                            .ok()
                            .out())
                    .isEqualTo("yes\n");
        });
    }

    @Test
    void setsTheWorkingDirectory() {
        PODMAN.compare(stage -> assertThat(stage.script("pwd; stat -c '%u %a' .", "--workdir", "/home/ann")
                        .ok()
                        .out())
                .startsWith("/home/ann\n"));
    }

    @Test
    void runsAsUser() {
        PODMAN.compare(stage -> assertThat(stage.script("id; grep -E 'Cap|Groups' /proc/self/status", "--user", "ann")
                        .ok()
                        .out())
                .startsWith("uid=1000(ann) gid=1000(ann)"));
    }

    @Test
    void runsAsNumericUserAndGroups() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "id; grep Groups /proc/self/status",
                                "--user",
                                "4711:4712",
                                "--group-add",
                                "5",
                                "--group-add",
                                "77")
                        .ok()
                        .out())
                .startsWith("uid=4711(4711) gid=4712(4712)"));
    }

    @Test
    void keepsTheGroupsOfTheCaller() {
        PODMAN.compare(stage -> {
            String[] arguments = {
                "run",
                "--rm",
                "--network",
                "none",
                "--group-add",
                "keep-groups",
                Podman.IMAGE,
                "grep",
                "Groups",
                "/proc/self/status"
            };
            Outcome outcome = stage.shell("exec setpriv --groups 0,4243,4244 \"$@\"", stage.podman(arguments));
            stage.record(arguments, outcome);
            assertThat(outcome.ok().out()).contains("4243 4244");
        });
    }

    @Test
    void runsAnInitProcess() {
        PODMAN.compare(stage -> {
            Outcome outcome = stage.script("(sleep 0.1 &) ; sleep 0.3; cat /proc/1/comm; exit 3", "--init");
            assertThat(outcome.fails(3).out()).isNotEqualTo("sh\n");
        });
    }

    @Test
    void overridesTheEntryPoint() {
        PODMAN.compare(
                stage -> assertThat(stage.container("--entrypoint", "[\"/bin/echo\",\"from\"]", Podman.IMAGE, "here")
                                .ok()
                                .out())
                        .isEqualTo("from here\n"));
    }

    @Test
    void setsTheHostNameAndDnsFiles() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "hostname; grep web /etc/hosts; cat /etc/resolv.conf; cat /etc/hostname",
                                "--hostname",
                                "web.example",
                                "--name",
                                stage.name("web"),
                                "--add-host",
                                "web-db:192.0.2.7")
                        .ok()
                        .out())
                .startsWith("web.example\n")
                .contains("192.0.2.7"));
    }

    @Test
    void writesDnsServers() {
        PODMAN.compare(stage -> assertThat(stage.run(
                                "run",
                                "--rm",
                                "--network",
                                "host",
                                "--dns",
                                "192.0.2.53",
                                "--dns-search",
                                "example.org",
                                "--dns-option",
                                "ndots:3",
                                Podman.IMAGE,
                                "cat",
                                "/etc/resolv.conf")
                        .ok()
                        .out())
                .contains("nameserver 192.0.2.53", "example.org", "ndots:3"));
    }

    @Test
    void keepsLabelsAndAnnotations() {
        PODMAN.compare(stage -> {
            String name = stage.start(
                    "web",
                    "--label",
                    "a=b",
                    "--annotation",
                    "org.example.key=some value",
                    Podman.IMAGE,
                    "sleep",
                    "1000");
            stage.run("inspect", "--format", "{{.Config.Labels}} {{.Config.Annotations}}", name);
            assertThat(stage.runtimeCommand("state", stage.inspect(name, "{{.Id}}"))
                            .ok()
                            .out())
                    .contains("\"org.example.key\": \"some value\"");
        });
    }

    @Test
    void changesThePersonality() {
        PODMAN.compare(stage -> assertThat(stage.container("--personality", "LINUX32", Podman.IMAGE, "uname", "-m")
                        .ok()
                        .out())
                .isEqualTo("i686\n"));
    }

    @Test
    void setsTheUmask() {
        PODMAN.compare(stage -> assertThat(stage.script("umask; touch /tmp/f; stat -c %a /tmp/f", "--umask", "0077")
                        .ok()
                        .out())
                .isEqualTo("0077\n600\n"));
    }

    @Test
    void passesDescriptors() {
        PODMAN.compare(stage -> {
            Path file = stage.file("passed", "from the caller\n");
            Outcome outcome = stage.shell(
                    "exec \"$@\" 3<" + file + " 4</dev/null",
                    stage.podman(
                            "run",
                            "--rm",
                            "--network",
                            "none",
                            "--preserve-fds",
                            "2",
                            Podman.IMAGE,
                            "sh",
                            "-c",
                            "ls /proc/self/fd; cat <&3"));
            stage.observe("status", outcome.status());
            assertThat(stage.observe("output", outcome.out())).contains("from the caller");
        });
    }

    @Test
    void leavesNoDescriptorsOpen() {
        PODMAN.compare(stage -> assertThat(stage.container(Podman.IMAGE, "ls", "/proc/self/fd")
                        .ok()
                        .out())
                .isEqualTo("0\n1\n2\n3\n"));
    }

    @Test
    void runsFromARootFileSystem() {
        PODMAN.compare(stage -> {
            Path rootfs = stage.directory().resolve("rootfs");
            Image.create(rootfs);
            assertThat(stage.container("--rootfs", rootfs.toString(), "sh", "-c", "touch /made; echo from rootfs")
                            .ok()
                            .out())
                    .isEqualTo("from rootfs\n");
            assertThat(rootfs.resolve("made")).isEmptyFile();
            assertThat(stage.container("--rootfs", rootfs + ":O", "touch", "/in-overlay")
                            .ok())
                    .isNotNull();
            assertThat(Files.exists(rootfs.resolve("in-overlay"))).isFalse();
        });
    }

    @Test
    void endsAfterATimeout() {
        PODMAN.compare(stage ->
                stage.container("--timeout", "1", Podman.IMAGE, "sleep", "1000").fails(255));
    }

    @Test
    void runsHooks() {
        PODMAN.compare(stage -> {
            Path hooks = Files.createDirectory(stage.directory().resolve("hooks"));
            Path out = stage.directory().resolve("out");
            Path hook = stage.file("hook", "#!/bin/sh\nread -r state; echo \"$1 ${state%%,*}\" >>" + out + "\n");
            hook.toFile().setExecutable(true);
            for (String kind : List.of(
                    "prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop")) {
                if (kind.equals("createContainer") || kind.equals("startContainer")) {
                    continue;
                }
                Files.writeString(hooks.resolve(kind + ".json"), """
                        {"version": "1.0.0", "hook": {"path": "%s", "args": ["hook", "%s"]},
                         "when": {"always": true}, "stages": ["%s"]}
                        """.formatted(hook, kind, kind));
            }
            stage.run("--hooks-dir", hooks.toString(), "run", "--rm", "--network", "none", Podman.IMAGE, "true")
                    .ok();
            stage.await("poststop hook", () -> read(out).contains("poststop"));
            assertThat(stage.observe("hooks", read(out)).lines()).hasSize(4);
        });
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void reportsReadinessToSystemd() {
        PODMAN.compare(stage -> {
            assertThat(stage.script("echo ${NOTIFY_SOCKET:-none}", "--sdnotify", "container")
                            .ok()
                            .out())
                    .isEqualTo("none\n");
        });
    }
}
