package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script of the installer in {@code packaging/examples/kubernetes}, with a directory as the node. */
@Requires(Need.CONTAINERD)
class KubernetesInstallerIT {

    @TempDir
    private Path node;

    private Outcome install(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "/bin/sh",
                Examples.directory().resolve("kubernetes/install-hexrun").toString()));
        line.addAll(List.of(arguments));
        return new Command(line)
                .with(Map.of(
                        "HOST", node.toString(),
                        "SOURCE", node.resolve("source").toString(),
                        "EXAMPLES", examples().toString(),
                        "ENTER", "",
                        "RESTART", "touch " + node.resolve("restarted")))
                .run();
    }

    /** Creates a distribution, of which the script needs only the program. */
    private void distribution(String version) throws IOException {
        Path program = node.resolve("source/bin/hexrun");
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\necho 'hexrun version " + version + "'\n");
        new Command(List.of("chmod", "755", program.toString())).run().ok();
    }

    private Path examples() {
        return Examples.directory().resolve("containerd");
    }

    private Path configuration() {
        return node.resolve("etc/containerd/config.toml");
    }

    private void configuration(String text) throws IOException {
        Files.createDirectories(configuration().getParent());
        Files.writeString(configuration(), text);
    }

    private boolean restarted() throws IOException {
        return Files.deleteIfExists(node.resolve("restarted"));
    }

    private Outcome program() {
        Path link = node.resolve("usr/bin/hexrun");
        String target = new Command(List.of("readlink", link.toString())).run().text();
        return new Command(List.of(node + target, "--version")).run();
    }

    @Test
    void installsWithoutConfiguration() throws IOException {
        distribution("1.0.0");
        assertThat(install().ok().out()).contains("hexrun 1.0.0 was installed");
        assertThat(Files.readString(configuration()))
                .startsWith("version = 2\n")
                .contains("BinaryName = \"/usr/bin/hexrun\"");
        assertThat(program().text()).isEqualTo("hexrun version 1.0.0");
        assertThat(restarted()).isTrue();
    }

    @Test
    void updateKeepsConfigurationAndOldVersion() throws IOException {
        distribution("1.0.0");
        install().ok();
        String first = Files.readString(configuration());
        restarted();
        distribution("1.0.1");
        install().ok();
        assertThat(program().text()).isEqualTo("hexrun version 1.0.1");
        assertThat(Files.readString(configuration())).isEqualTo(first);
        assertThat(node.resolve("opt/hexrun/1.0.0/bin/hexrun")).exists();
        assertThat(restarted()).isFalse();
    }

    @Test
    void handlerFollowsCgroupDriverOfNode() throws IOException {
        distribution("1.0.0");
        configuration("""
                version = 2
                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                  runtime_type = "io.containerd.runc.v2"
                  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                    SystemdCgroup = true
                """);
        install().ok();
        String added = Files.readString(configuration()).split("# BEGIN hexrun", -1)[1];
        assertThat(added).contains("SystemdCgroup = true").doesNotContain("SystemdCgroup = false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled_plugins = []\n", "version = 1\n", "version = 4\n"})
    void unsupportedConfigurationIsNotChanged(String text) throws IOException {
        distribution("1.0.0");
        configuration(text);
        assertThat(install().fails(1).err()).contains("containerd config migrate");
        assertThat(Files.readString(configuration())).isEqualTo(text);
        assertThat(restarted()).isFalse();
    }

    @Test
    void rejectedConfigurationIsRestored() throws IOException {
        distribution("1.0.0");
        String text = "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes]\n  hexrun = 7\n";
        configuration(text);
        assertThat(install().fails(1).err()).contains("containerd rejects the configuration");
        assertThat(Files.readString(configuration())).isEqualTo(text);
        assertThat(restarted()).isFalse();
    }

    @Test
    void removes() throws IOException {
        distribution("1.0.0");
        String text = "version = 2\noom_score = -999\n";
        configuration(text);
        install().ok();
        assertThat(Files.readString(configuration())).isNotEqualTo(text);
        restarted();
        install("--remove").ok();
        assertThat(Files.readString(configuration())).isEqualTo(text);
        assertThat(node.resolve("usr/bin/hexrun")).doesNotExist();
        assertThat(node.resolve("opt/hexrun")).doesNotExist();
        assertThat(restarted()).isTrue();
        install("--remove").ok();
        assertThat(restarted()).isFalse();
    }
}
