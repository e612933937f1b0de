package dev.hexrun.clients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** containerd with its shim and the client ctr, which names the runtime, and an image with busybox. */
final class Containerd extends DaemonClient {

    private Containerd() throws IOException {
        super("containerd.sh");
    }

    static Containerd open() throws IOException {
        return new Containerd();
    }

    @Override
    public String title() {
        return Programs.firstLine(Programs.path("containerd").toString(), "--version")
                .replaceAll("containerd \\S+ v?([\\d.]+).*", "containerd $1");
    }

    @Override
    public List<AcceptedDifference> accepted() {
        return ContainerdDifferences.ALL;
    }

    @Override
    String configure(Daemon daemon, OciRuntime runtime) throws IOException {
        Path home = daemon.directory();
        daemon.environment().put("CONTAINERD_ADDRESS", home + "/sock");
        daemon.environment()
                .put("CONTAINERD_NAMESPACE", daemon.host().cgroupParent().substring(1));
        daemon.environment().put("image", "docker.io/library/busybox:latest");
        daemon.environment().put("spec_runtime", OciRuntime.runc().path().toString());
        Files.writeString(home.resolve("config.toml"), """
                version = 2
                root = "HOME/root"
                state = "HOME/state"
                disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.btrfs"]
                [grpc]
                  address = "HOME/sock"
                [plugins."io.containerd.internal.v1.opt"]
                  path = "HOME/opt"
                """.replace("HOME", home.toString()));
        return "containerd --config " + home + "/config.toml";
    }

    @Override
    Command probe(Daemon daemon) {
        return daemon.command("ctr", "version");
    }

    /** Imports the image, from an archive in the format of {@code docker save}. */
    @Override
    void importImage(Daemon daemon) throws IOException {
        Path layers = Files.createDirectory(daemon.directory().resolve("image"));
        Files.copy(archive(), layers.resolve("layer.tar"));
        Files.writeString(layers.resolve("config.json"), """
                {"architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], "Cmd": ["sh"]},
                 "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
                """.formatted(digest(archive())), StandardCharsets.UTF_8);
        Files.writeString(layers.resolve("manifest.json"), """
                [{"Config": "config.json", "RepoTags": ["docker.io/library/busybox:latest"], "Layers": ["layer.tar"]}]
                """);
        Path image = daemon.directory().resolve("image.tar");
        daemon.command(
                        "tar",
                        "-C",
                        layers.toString(),
                        "-cf",
                        image.toString(),
                        "manifest.json",
                        "config.json",
                        "layer.tar")
                .run()
                .ok();
        daemon.command("ctr", "images", "import", image.toString()).run().ok();
    }

    private static String digest(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    boolean isOfDaemon(String commandLine) {
        return commandLine.contains("containerd --config");
    }

    @Override
    List<String> leftovers(Daemon daemon) {
        List<String> left = new ArrayList<>();
        daemon.host().cgroups().forEach(cgroup -> left.add("cgroup " + cgroup));
        String namespace = daemon.environment().get("CONTAINERD_NAMESPACE");
        for (String directory : List.of(
                "/run/containerd/runc/" + namespace,
                daemon.directory() + "/state/io.containerd.runtime.v2.task/" + namespace)) {
            daemon.command("sh", "-c", "ls " + directory + " 2>/dev/null")
                    .run()
                    .out()
                    .lines()
                    .forEach(name -> left.add("state directory " + directory + "/" + name));
        }
        return left;
    }
}
