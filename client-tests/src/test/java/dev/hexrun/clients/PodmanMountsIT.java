package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes, bind mounts with all kinds of propagation, tmpfs, secrets and read-only containers. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanMountsIT {

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    /** Prints the options of the mount /v without the ids of peer groups, which differ in every run. */
    private static final String OPTIONS =
            "grep ' /v ' /proc/self/mountinfo | sed -E 's/^[^ ]+ [^ ]+ [^ ]+ [^ ]+ //; s/:[0-9]+/:N/g' | cut -d' ' -f1-4";

    private static Path source(PodmanStage stage) throws IOException {
        Path source = stage.directory().resolve("source");
        Files.createDirectories(source.resolve("sub"));
        Files.writeString(source.resolve("file"), "in the volume\n");
        return source;
    }

    @Test
    @Tag("smoke")
    void mountsDirectories() {
        PODMAN.compare(stage -> {
            Path source = source(stage);
            assertThat(stage.script("cat /v/file; echo back > /v/new; " + OPTIONS, "--volume", source + ":/v")
                            .ok()
                            .out())
                    .startsWith("in the volume\n");
            assertThat(source.resolve("new")).hasContent("back\n");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ro",
                "rprivate",
                "private",
                "rslave",
                "slave",
                "rshared",
                "shared",
                "unbindable",
                "runbindable",
                "noexec",
                "nosuid,nodev",
                "ro,rslave",
                "bind",
                "rbind,ro,noexec"
            })
    void appliesOptions(String options) {
        PODMAN.compare(stage -> assertThat(
                        stage.script(OPTIONS + "; touch /v/x; echo $?", "--volume", source(stage) + ":/v:" + options)
                                .out())
                .contains("/v "));
    }

    @Test
    void mountsOfTheHostAppearInSlaves() {
        PODMAN.compare(stage -> {
            Path source = source(stage);
            stage.program("mount", "--bind", source.toString(), source.toString())
                    .ok();
            stage.atEnd(() -> stage.program("umount", "--recursive", source.toString()));
            stage.program("mount", "--make-rshared", source.toString()).ok();
            String slave = stage.start("slave", "--volume", source + ":/v:rslave", Podman.IMAGE, "sleep", "1000");
            String apart = stage.start("private", "--volume", source + ":/v:rprivate", Podman.IMAGE, "sleep", "1000");
            stage.program("mount", "-t", "tmpfs", "later", source.resolve("sub").toString())
                    .ok();
            stage.program("touch", source.resolve("sub/later").toString()).ok();
            assertThat(stage.run("exec", slave, "ls", "/v/sub").ok().out()).isEqualTo("later\n");
            assertThat(stage.run("exec", apart, "ls", "/v/sub").ok().out()).isEmpty();
        });
    }

    @Test
    void mountsOfContainersAppearInSharedMounts() {
        PODMAN.compare(stage -> {
            Path source = source(stage);
            stage.program("mount", "--bind", source.toString(), source.toString())
                    .ok();
            stage.atEnd(() -> stage.program("umount", "--recursive", source.toString()));
            stage.program("mount", "--make-rshared", source.toString()).ok();
            stage.script(
                            "mount -t tmpfs inner /v/sub && touch /v/sub/from-container",
                            "--volume",
                            source + ":/v:rshared",
                            "--cap-add",
                            "SYS_ADMIN",
                            "--security-opt",
                            "seccomp=unconfined")
                    .ok();
            assertThat(stage.observe("on the host", Files.exists(source.resolve("sub/from-container"))))
                    .isTrue();
        });
    }

    @Test
    void mountsFiles() {
        PODMAN.compare(stage -> {
            Path file = source(stage).resolve("file");
            assertThat(stage.script("cat /etc/own; " + OPTIONS, "--volume", file + ":/etc/own:ro")
                            .ok()
                            .out())
                    .isEqualTo("in the volume\n");
        });
    }

    @Test
    void mountsNamedVolumes() {
        PODMAN.compare(stage -> {
            String volume = stage.name("volume");
            stage.quietly("volume", "create", volume);
            stage.script("echo kept > /v/file", "--volume", volume + ":/v").ok();
            assertThat(stage.script("cat /v/file; " + OPTIONS, "--volume", volume + ":/v:nocopy")
                            .ok()
                            .out())
                    .startsWith("kept\n");
        });
    }

    @Test
    void copiesTheImageToVolumes() {
        PODMAN.compare(stage -> {
            String volume = stage.name("volume");
            stage.quietly("volume", "create", volume);
            assertThat(stage.script("ls /home", "--volume", volume + ":/home")
                            .ok()
                            .out())
                    .isEqualTo("ann\n");
        });
    }

    @Test
    void mountsOverlays() {
        PODMAN.compare(stage -> {
            Path source = source(stage);
            assertThat(stage.script("touch /v/x; ls /v", "--volume", source + ":/v:O")
                            .ok()
                            .out())
                    .isEqualTo("file\nsub\nx\n");
            assertThat(source.resolve("x")).doesNotExist();
        });
    }

    @Test
    void changesTheOwnerOfVolumes() {
        PODMAN.compare(stage -> assertThat(
                        stage.script("stat -c %u /v", "--volume", source(stage) + ":/v:U", "--user", "1000")
                                .ok()
                                .text())
                .isEqualTo("1000"));
    }

    @Test
    void mountsTmpfs() {
        PODMAN.compare(stage -> assertThat(
                        stage.script("grep ' /t ' /proc/mounts; stat -c %a /t", "--tmpfs", "/t:size=1m,mode=700,noexec")
                                .ok()
                                .out())
                .contains("size=1024k", "mode=700"));
    }

    @Test
    void copiesTheImageToTmpfs() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "ls /etc/passwd; grep ' /etc ' /proc/mounts",
                                "--mount",
                                "type=tmpfs,destination=/etc,tmpcopyup,tmpfs-size=2m")
                        .ok()
                        .out())
                .startsWith("/etc/passwd\n"));
    }

    @Test
    void runsReadOnly() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "touch /x; touch /tmp/x && echo tmp; touch /run/x && echo run; touch /dev/shm/x && echo shm",
                                "--read-only")
                        .out())
                .isEqualTo("tmp\nrun\nshm\n"));
    }

    @Test
    void runsReadOnlyWithoutTmpfs() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "touch /x; touch /tmp/x; touch /v/x && echo volume; grep -E ' / ' /proc/mounts | cut -d' ' -f4 | cut -d, -f1",
                                "--read-only",
                                "--read-only-tmpfs=false",
                                "--volume",
                                source(stage) + ":/v")
                        .out())
                .isEqualTo("volume\nro\n"));
    }

    @Test
    void providesSecrets() {
        PODMAN.compare(stage -> {
            Path file = stage.file("secret", "do not show");
            String secret = stage.name("secret");
            stage.quietly("secret", "create", secret, file.toString());
            stage.atEnd(() -> stage.podman("secret", "rm", secret).run());
            assertThat(stage.script(
                                    "cat /run/secrets/key; stat -c ' %u %a' /run/secrets/key; echo $IN_ENV",
                                    "--secret",
                                    secret + ",target=key,uid=1000,mode=0400",
                                    "--secret",
                                    secret + ",type=env,target=IN_ENV")
                            .ok()
                            .out())
                    .startsWith("do not show 1000 400\n");
        });
    }

    @Test
    void listsMounts() {
        PODMAN.compare(stage -> assertThat(stage.script("cut -d' ' -f2-4 /proc/mounts | grep -v '^/ ' | sort")
                        .ok()
                        .out())
                .contains("/proc proc", "/dev tmpfs", "/sys/fs/cgroup"));
    }

    @Test
    void sharesVolumesOfContainers() {
        PODMAN.compare(stage -> {
            String first = stage.start("first", "--volume", source(stage) + ":/v", Podman.IMAGE, "sleep", "1000");
            assertThat(stage.script("cat /v/file", "--volumes-from", first).ok().text())
                    .isEqualTo("in the volume");
        });
    }

    @Test
    void mountsImages() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "ls /image/etc/passwd",
                                "--mount",
                                "type=image,source=" + Podman.IMAGE + ",destination=/image")
                        .ok()
                        .text())
                .isEqualTo("/image/etc/passwd"));
    }

    @Test
    void mountsDevpts() {
        PODMAN.compare(stage -> stage.script("ls /own", "--mount", "type=devpts,destination=/own")
                .status());
    }
}
