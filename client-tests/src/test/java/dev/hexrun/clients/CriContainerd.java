package dev.hexrun.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A private containerd whose CRI plugin has the handlers {@code runc} and {@code hexrun}, configured with the files of
 * {@code packaging/examples/containerd}.
 *
 * <p>The daemon runs in its own mount namespace, in which hexrun is {@code /usr/bin/hexrun}, as the examples have it, and
 * {@code /run} is empty. Nothing of the host's containerd, network configuration or image store is used or changed. The
 * network plugin is a script that reports an address and changes nothing.
 */
final class CriContainerd implements Client<CriStage> {

    static final String IMAGE = "localhost/hexrun-tests/busybox:1";
    static final String IMAGE_WITH_STOP_SIGNAL = "localhost/hexrun-tests/signal:1";
    static final String STATE_ROOT = "run/containerd/runc/k8s.io";

    private static final String PAUSE_IMAGE = "localhost/hexrun-tests/pause:1";
    private static final String NAMESPACES = """
            mount --make-rshared / &&
            mount -t overlay -o lowerdir="$1":/usr/bin overlay /usr/bin &&
            mount -t tmpfs -o mode=755 none /run &&
            mount -t tmpfs none /var/lib/cni &&
            echo ready &&
            exec cat
            """;
    private static final String NETWORK_PLUGIN = """
            #!/bin/sh
            case $CNI_COMMAND in
            ADD)
              echo '{"cniVersion": "0.4.0", "interfaces": [{"name": "eth0", "sandbox": "'"$CNI_NETNS"'"}],'
              echo '"ips": [{"version": "4", "interface": 0, "address": "127.0.0.2/8"}]}' ;;
            VERSION)
              echo '{"cniVersion": "0.4.0", "supportedVersions": ["0.3.1", "0.4.0"]}' ;;
            esac
            """;

    private final List<AcceptedDifference> accepted = CriDifferences.accepted();
    private final Path directory;
    private final Path program = Programs.path("containerd");
    private final int major;
    private final String title;
    private final Process namespace;
    private Process daemon;
    private CriClient client;

    private CriContainerd(Path directory) throws IOException {
        this.directory = directory;
        String version = Programs.firstLine(program.toString(), "--version")
                .replaceFirst("^containerd \\S+ v?", "")
                .replaceAll("[~+ ].*", "");
        title = "containerd CRI " + version;
        major = Integer.parseInt(version.replaceAll("\\..*", ""));
        Files.createDirectories(Path.of("/var/lib/cni"));
        configure();
        namespace = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--propagation",
                        "slave",
                        "/bin/sh",
                        "-c",
                        NAMESPACES,
                        "sh",
                        directory.resolve("bin").toString())
                .redirectErrorStream(true)
                .start();
        String ready = Objects.requireNonNullElse(namespace.inputReader().readLine(), "it ended");
        if (!ready.equals("ready")) {
            throw new IOException("no mount namespace for containerd: " + ready);
        }
        daemon = start();
        client = new CriClient(socket());
        importImages();
    }

    /** Starts the daemon and imports the images. */
    static CriContainerd open() throws IOException {
        return new CriContainerd(Directories.create());
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public List<AcceptedDifference> accepted() {
        return accepted;
    }

    @Override
    public CriStage stage(OciRuntime runtime, Path playDirectory) {
        return new CriStage(this, runtime, playDirectory);
    }

    CriMessage call(String method, String request) {
        return client.call(method, request);
    }

    /** Skips the test with containerd 1. */
    static void assumeVersion2(Scenarios<CriStage> scenarios, String reason) {
        assumeTrue(((CriContainerd) scenarios.client()).isVersion2(), reason);
    }

    /** Returns whether the daemon is containerd 2 or later. */
    boolean isVersion2() {
        return major >= 2;
    }

    /** Returns a path in the daemon's mount namespace. */
    Path inside(String path) {
        return Path.of("/proc", Long.toString(namespace.pid()), "root", path);
    }

    /** Runs a command in the daemon's mount namespace. */
    Outcome runInside(String... command) {
        List<String> line = new ArrayList<>(List.of("nsenter", "--target", Long.toString(namespace.pid()), "--mount"));
        line.addAll(List.of(command));
        return new Command(line).run();
    }

    /** Stops or kills the daemon and starts it again. The shims and the containers stay. */
    void restart(boolean withKill) throws Exception {
        restart(withKill, () -> {});
    }

    /** Kills the daemon, performs an action, and starts the daemon again. */
    void restartAfter(Stage.Action action) throws Exception {
        restart(true, action);
    }

    private void restart(boolean withKill, Stage.Action action) throws Exception {
        client.close();
        if (withKill) {
            daemon.destroyForcibly();
        } else {
            daemon.destroy();
        }
        Await.until("containerd has ended", () -> !daemon.isAlive());
        action.run();
        daemon = start();
        client = new CriClient(socket());
        Await.until("containerd answers", this::answers);
    }

    /** Returns the processes of shims of this daemon. */
    List<ProcessHandle> shims(String containerId) {
        return ProcessHandle.allProcesses()
                .filter(this::isShim)
                .filter(shim -> Proc.commandLine(shim.pid()).contains(containerId))
                .toList();
    }

    @Override
    public List<String> cleanUp(CriStage stage) {
        List<String> left = new ArrayList<>();
        for (CriMessage pod : call("ListPodSandbox", stage.podFilter()).list("items")) {
            String id = "pod_sandbox_id: \"" + pod.text("id") + "\"";
            try {
                call("StopPodSandbox", id);
                call("RemovePodSandbox", id);
            } catch (CriException failed) {
                left.add(failed.getMessage());
            }
        }
        for (String id : stage.ids()) {
            if (!Await.within(Duration.ofSeconds(10), () -> shims(id).isEmpty())) {
                left.add("shim of " + id);
            }
            if (Files.exists(inside(STATE_ROOT).resolve(id))) {
                left.add("state directory of " + id);
            }
            try (Stream<String> mounts = Files.lines(Path.of("/proc/" + namespace.pid() + "/mounts"))) {
                mounts.filter(line -> line.contains(id)).forEach(line -> left.add("mount " + line));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        left.addAll(Cgroups.remove(stage.cgroupParent()));
        return left;
    }

    @Override
    public void close() throws IOException {
        client.close();
        List<ProcessHandle> shims =
                ProcessHandle.allProcesses().filter(this::isShim).toList();
        daemon.destroy();
        if (!Await.within(Duration.ofSeconds(20), () -> !daemon.isAlive())) {
            daemon.destroyForcibly();
        }
        shims.forEach(ProcessHandle::destroyForcibly);
        Await.until("the shims have ended", () -> shims.stream().noneMatch(ProcessHandle::isAlive));
        namespace.destroyForcibly();
        Await.until("the namespace has ended", () -> !namespace.isAlive());
        Cgroups.remove(accounting());
        Directories.delete(directory);
    }

    private boolean isShim(ProcessHandle process) {
        String line = Proc.commandLine(process.pid());
        return line.contains("containerd-shim") && line.contains(socket().toString());
    }

    private Path socket() {
        return directory.resolve("sock");
    }

    /** Returns the cgroup of the daemon, in which shims and commands of the runtimes run. */
    private String accounting() {
        return "/" + directory.getFileName() + "-containerd";
    }

    /** Returns the processor time that the daemon, the shims and the commands of the runtimes have used. */
    long processorNanos() {
        long nanos = Cgroups.number(accounting(), "cpuacct.usage");
        return nanos > 0 ? nanos : 1000 * Cgroups.entry(accounting(), "cpu.stat", "usage_usec");
    }

    /** Returns the memory of the daemon, the shims and the commands of the runtimes. */
    long memory() {
        return Cgroups.number(accounting(), "memory.usage_in_bytes", "memory.current");
    }

    /** Returns the highest memory since {@link #resetMemoryPeak}. */
    long memoryPeak() {
        return Cgroups.number(accounting(), "memory.max_usage_in_bytes", "memory.peak");
    }

    void resetMemoryPeak() throws IOException {
        Optional<Path> peak = Cgroups.file(accounting(), "memory.max_usage_in_bytes", "memory.peak");
        if (peak.isPresent()) {
            Files.writeString(peak.get(), "0");
        }
    }

    private Path log() {
        return directory.resolve("log");
    }

    private void configure() throws IOException {
        Path programs = Files.createDirectories(directory.resolve("bin"));
        Files.createSymbolicLink(programs.resolve("hexrun"), OciRuntime.hexrun().path());
        Path plugins = Files.createDirectories(directory.resolve("cni"));
        for (String name : List.of("loopback", "report")) {
            Path plugin = Files.writeString(plugins.resolve(name), NETWORK_PLUGIN);
            Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path networks = Files.createDirectories(directory.resolve("net"));
        Files.writeString(networks.resolve("10-report.conflist"), """
                {"cniVersion": "0.4.0", "name": "tests", "plugins": [{"type": "report"}]}
                """);
        Files.writeString(
                directory.resolve("config.toml"),
                (major >= 2 ? version3() : version2())
                                .replace("DIRECTORY", directory.toString())
                                .replace("PAUSE", PAUSE_IMAGE)
                                .replace("RESTRICTED", Boolean.toString(!mayLowerOomScore()))
                        + Examples.read(major >= 2 ? "containerd/cri-v3.toml" : "containerd/cri-v2.toml"));
    }

    /** Returns whether this process has CAP_SYS_RESOURCE, which containerd otherwise requires for a pod. */
    private static boolean mayLowerOomScore() {
        long effective =
                Long.parseUnsignedLong(Proc.status(ProcessHandle.current().pid(), "CapEff"), 16);
        return (effective >> 24 & 1) == 1;
    }

    private static String version3() {
        return """
                version = 3
                root = 'DIRECTORY/root'
                state = 'DIRECTORY/state'
                [grpc]
                  address = 'DIRECTORY/sock'
                [plugins.'io.containerd.internal.v1.opt']
                  path = 'DIRECTORY/opt'
                [plugins.'io.containerd.nri.v1.nri']
                  disable = true
                [plugins.'io.containerd.cri.v1.images'.pinned_images]
                  sandbox = 'PAUSE'
                [plugins.'io.containerd.cri.v1.runtime']
                  restrict_oom_score_adj = RESTRICTED
                [plugins.'io.containerd.cri.v1.runtime'.cni]
                  bin_dirs = ['DIRECTORY/cni']
                  conf_dir = 'DIRECTORY/net'
                """;
    }

    private static String version2() {
        return """
                version = 2
                root = "DIRECTORY/root"
                state = "DIRECTORY/state"
                [grpc]
                  address = "DIRECTORY/sock"
                [plugins."io.containerd.internal.v1.opt"]
                  path = "DIRECTORY/opt"
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "PAUSE"
                  restrict_oom_score_adj = RESTRICTED
                [plugins."io.containerd.grpc.v1.cri".cni]
                  bin_dir = "DIRECTORY/cni"
                  conf_dir = "DIRECTORY/net"
                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                  runtime_type = "io.containerd.runc.v2"
                """;
    }

    private Process start() throws IOException {
        Files.deleteIfExists(socket());
        ProcessBuilder builder = new ProcessBuilder(
                        "nsenter",
                        "--target",
                        Long.toString(namespace.pid()),
                        "--mount",
                        program.toString(),
                        "--config",
                        directory.resolve("config.toml").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .directory(new File("/"));
        builder.environment().clear();
        builder.environment().put("PATH", Programs.searchPath());
        Process started = builder.start();
        started.getOutputStream().close();
        Cgroups.join(accounting(), started.pid());
        Await.until("containerd listens; see " + log(), () -> Files.exists(socket()) || !started.isAlive());
        return started;
    }

    private boolean answers() {
        try {
            return !call("Version", "").text("runtime_version").isEmpty();
        } catch (CriException starting) {
            return false;
        }
    }

    private void importImages() throws IOException {
        Path images = Files.createDirectories(directory.resolve("images"));
        Path layer = Image.archive(images);
        importImage(new OciArchive(IMAGE, List.of("/bin/sh")).write(layer, images.resolve("image.tar")));
        importImage(new OciArchive(IMAGE_WITH_STOP_SIGNAL, List.of("/bin/sh"), ", \"StopSignal\": \"SIGUSR1\"")
                .write(layer, images.resolve("signal.tar")));
        importImage(new OciArchive(PAUSE_IMAGE, List.of("/bin/sleep", "infinity"))
                .write(layer, images.resolve("pause.tar")));
        Directories.delete(images);
        Await.until("the CRI plugin knows the images", () -> {
            String known = client.call("ImageService", "ListImages", "").toString();
            return known.contains(IMAGE) && known.contains(IMAGE_WITH_STOP_SIGNAL) && known.contains(PAUSE_IMAGE);
        });
    }

    private void importImage(Path archive) {
        new Command(List.of(
                        Programs.path("ctr").toString(),
                        "--address",
                        socket().toString(),
                        "--namespace",
                        "k8s.io",
                        "images",
                        "import",
                        archive.toString()))
                .run()
                .ok();
    }
}
