package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The configuration files in {@code packaging/examples} and the commands of the user guide. Each test runs a script in
 * namespaces of its own, in which hexrun is {@code /usr/bin/hexrun} and changes of {@code /etc} are not kept, so the
 * files are used as they are. The clients are those of the system.
 */
@Requires({Need.ROOT, Need.BUSYBOX})
class ExamplesIT {

    private static final String PREPARATION = """
            set -e
            export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            layers=$1/layers
            mkdir -p "$layers"
            mount -t tmpfs tmpfs "$layers"
            mkdir "$layers/bin" "$layers/etc" "$layers/work" "$layers/work2"
            mount -t overlay -o "lowerdir=/usr/bin,upperdir=$layers/bin,workdir=$layers/work" overlay /usr/bin
            mount -t overlay -o "lowerdir=/etc,upperdir=$layers/etc,workdir=$layers/work2" overlay /etc
            for directory in /run /dev/shm /var/lib/containers; do
                mkdir -p $directory
                mount -t tmpfs -o mode=755 tmpfs $directory
            done
            ln -sf "$2/bin/hexrun" /usr/bin/hexrun
            archive=$3 examples=$4
            ip link set lo up
            """;

    /** Settings of the host that the tests run on, which may be a container without all capabilities. */
    private static final String PODMAN = """
            mkdir -p /etc/containers/containers.conf.d
            cat >/etc/containers/containers.conf <<END
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            [containers]
            default_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]
            netns = "none"
            END
            cp "$examples/podman/hexrun.conf" /etc/containers/containers.conf.d/
            podman import --quiet "$archive" busybox >/dev/null
            """;

    private static final String DOCKER = """
            mkdir -p /etc/docker
            cp "$examples/docker/daemon.json" /etc/docker/
            dockerd --data-root /run/data --exec-root /run/exec --host unix:///run/docker.sock --bridge none \\
                --iptables=false --ip6tables=false --storage-driver vfs --exec-opt native.cgroupdriver=cgroupfs \\
                --cgroup-parent "$5" >"$1/dockerd.log" 2>&1 &
            until docker version >/dev/null 2>&1; do kill -0 $! && sleep 0.1; done
            docker import "$archive" busybox >/dev/null
            """;

    private Path directory = Path.of("");
    private String cgroup = "";

    @BeforeEach
    void createDirectory() throws IOException {
        directory = Directories.create();
        cgroup = "/hexrun-clients-" + directory.getFileName();
    }

    @AfterEach
    void delete() throws IOException {
        new Command(List.of("find", "/sys/fs/cgroup", "-depth", "-type", "d", "-path", "*" + cgroup + "*", "-delete"))
                .run()
                .ok();
        Directories.delete(directory);
    }

    private String run(String... scripts) throws IOException {
        Path archive = Image.archive(directory);
        Path examples = Path.of("../packaging/examples").toAbsolutePath().normalize();
        return new Command(List.of(
                        "unshare",
                        "--mount",
                        "--net",
                        "--pid",
                        "--ipc",
                        "--uts",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "--propagation",
                        "private",
                        "bash",
                        "-c",
                        PREPARATION + String.join("\n", scripts),
                        "bash",
                        directory.toString(),
                        OciRuntime.hexrun().path().resolve("../..").normalize().toString(),
                        archive.toString(),
                        examples.toString(),
                        cgroup))
                .within(Duration.ofMinutes(3))
                .run()
                .ok()
                .out();
    }

    @Test
    @Requires(Need.PODMAN)
    void podmanUsesTheDropInFile() throws IOException {
        assertThat(run(PODMAN, """
                podman info --format '{{.Host.OCIRuntime.Name}} {{.Host.OCIRuntime.Path}}'
                podman run --rm busybox echo hello
                podman run --rm --cgroups=disabled busybox echo without cgroups
                podman run --rm busybox missing 2>/dev/null || echo status $?
                podman --runtime runc run --rm busybox echo other
                """)).isEqualTo("""
                hexrun /usr/bin/hexrun
                hello
                without cgroups
                status 127
                other
                """);
    }

    @Test
    @Requires({Need.PODMAN, Need.BUILDAH})
    void buildahUsesTheDropInFile_andTheVariable() throws IOException {
        assertThat(run(PODMAN, """
                container=$(buildah from busybox)
                buildah --log-level debug run "$container" true 2>&1 | grep -q '/usr/bin/hexrun.. ..start' && echo file
                rm /etc/containers/containers.conf.d/hexrun.conf
                export BUILDAH_RUNTIME=/usr/bin/hexrun
                buildah --log-level debug run "$container" true 2>&1 | grep -q '/usr/bin/hexrun.. ..start' && echo variable
                buildah run "$container" echo hello
                """)).isEqualTo("""
                file
                variable
                hello
                """);
    }

    @Test
    @Requires(Need.DOCKER)
    void dockerUsesTheRuntimeOfTheConfigurationFile() throws IOException {
        assertThat(run(DOCKER, """
                docker run --rm --network none --runtime hexrun busybox echo hello
                id=$(docker run --detach --network none --runtime hexrun busybox sleep 1000)
                docker inspect --format '{{.HostConfig.Runtime}}' "$id"
                docker rm --force "$id" >/dev/null
                """)).isEqualTo("""
                hello
                hexrun
                """);
    }
}
