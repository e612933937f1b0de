package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buildah with isolation {@code oci}, which runs its commands with the runtime. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.BUILDAH})
class BuildahIT {

    @RegisterExtension
    static final Scenarios<Buildah.BuildahStage> BUILDAH = Scenarios.with("buildah", Buildah::open);

    @Test
    @Tag("smoke")
    void runsCommands() {
        BUILDAH.compare(stage -> {
            String container = stage.from();
            Outcome outcome = stage.execute(container, "sh", "-c", "echo out; echo err >&2; exit 6")
                    .fails(6);
            assertThat(outcome.out()).isEqualTo("out\n");
        });
    }

    @Test
    void warnsOfCapabilities() {
        BUILDAH.compare(stage -> {
            Outcome outcome = stage.buildah(
                            "run", "--isolation", "oci", stage.from(), "grep", "CapEff", "/proc/self/status")
                    .run()
                    .ok();
            stage.observe("capabilities", outcome.out());
            stage.observe("warnings", outcome.err().lines().count());
            assertThat(outcome.err().lines().count()).isLessThan(2);
        });
    }

    @Test
    void runsWithOptions() {
        BUILDAH.compare(stage -> {
            String container = stage.from();
            stage.quietly("config", "--env", "A=b", "--workingdir", "/tmp", "--user", "ann", container);
            assertThat(stage.execute(container, "sh", "-c", "id; pwd; echo $A; grep Cap /proc/self/status")
                            .ok()
                            .out())
                    .contains("uid=1000(ann)", "/tmp\n", "b\n");
        });
    }

    @Test
    void mountsVolumes() {
        BUILDAH.compare(stage -> {
            Path source = Files.createDirectory(stage.directory().resolve("source"));
            Files.writeString(source.resolve("file"), "in the volume\n");
            String container = stage.from();
            assertThat(stage.record(
                                    "run",
                                    "--isolation",
                                    "oci",
                                    "--volume",
                                    source + ":/v:ro",
                                    container,
                                    "sh",
                                    "-c",
                                    "cat /v/file; touch /v/x")
                            .out())
                    .isEqualTo("in the volume\n");
        });
    }

    @Test
    void commits() {
        BUILDAH.compare(stage -> {
            String container = stage.from();
            stage.execute(container, "sh", "-c", "echo built > /built").ok();
            String image = "localhost/" + stage.mark();
            stage.quietly("commit", "--quiet", container, image);
            String next = stage.quietly("from", "--pull=never", "--name", stage.name("next"), image);
            assertThat(stage.execute(next, "cat", "/built").ok().text()).isEqualTo("built");
        });
    }

    @Test
    void buildsFromAFile() {
        BUILDAH.compare(stage -> {
            assertThat(stage.build("""
                            FROM %s
                            ARG GREETING=hello
                            ENV NAME=world
                            WORKDIR /src
                            COPY file /src/file
                            RUN echo "$GREETING $NAME" > out && cat file >> out
                            USER ann
                            RUN id -u; cat /src/out
                            """).ok().out()).contains("hello world", "copied", "1000");
        });
    }

    @ParameterizedTest
    @CsvSource({"exit 9, 9", "missing-program, 127", "/etc, 126"})
    void reportsFailingSteps(String command, int status) {
        BUILDAH.compare(stage -> {
            Outcome outcome = stage.build("FROM %s\nRUN " + command + "\n");
            assertThat(outcome.status()).isNotZero();
            assertThat(outcome.err()).contains(Integer.toString(status));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/missing", "/etc", "/bin/no-interpreter"})
    void reportsProgramsThatCannotRun(String program) {
        BUILDAH.compare(stage ->
                assertThat(stage.execute(stage.from(), program).status()).isNotZero());
    }

    @Test
    void limitsMemory() {
        BUILDAH.compare(stage -> {
            Outcome outcome = stage.build(
                    "FROM %s\nRUN x=a; while :; do x=$x$x; done\n", "--memory", "24m", "--memory-swap", "24m");
            assertThat(outcome.status()).isNotZero();
        });
    }

    @Test
    void buildsInAUserNamespace() {
        BUILDAH.compare(stage -> {
            Outcome outcome = stage.build(
                    "FROM %s\nRUN id -u; tr -s ' ' < /proc/self/uid_map\n",
                    "--userns-uid-map", "0:100000:65536", "--userns-gid-map", "0:100000:65536");
            assertThat(outcome.out()).contains("100000 65536");
        });
    }

    @Test
    void runsWithATerminal() {
        BUILDAH.compare(stage -> {
            String container = stage.from();
            try (Terminal terminal = new Terminal()) {
                Process buildah = terminal.start(
                        stage.buildah("run", "--isolation", "oci", "--tty", container, "sh", "-c", "tty; exit 5"));
                assertThat(stage.observe("output", terminal.rest())).contains("/dev/pts/");
                assertThat(stage.observe("status", Terminal.status(buildah))).isEqualTo(5);
            }
        });
    }

    @Test
    void cachesAndMountsSecrets() {
        BUILDAH.compare(stage -> {
            Path secret = Files.writeString(stage.directory().resolve("secret"), "hidden");
            assertThat(stage.build("""
                                    FROM %s
                                    RUN --mount=type=secret,id=key cat /run/secrets/key; echo
                                    RUN --mount=type=tmpfs,target=/t grep -c /t /proc/mounts
                                    """, "--secret", "id=key,src=" + secret).out())
                    .contains("hidden");
        });
    }
}
