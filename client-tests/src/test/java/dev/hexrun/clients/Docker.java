package dev.hexrun.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Docker: for each runtime, a daemon that uses it by default, with live-restore and an image with busybox. */
final class Docker extends DaemonClient {

    private final String title;
    private final String settings;

    private Docker(String title, String settings) throws IOException {
        super("docker.sh");
        this.title = title;
        this.settings = settings;
    }

    static Docker open() throws IOException {
        return new Docker(version(), "");
    }

    /**
     * Opens Docker with other settings.
     *
     * @param name a name for the settings
     * @param settings further members of daemon.json, each followed by a comma
     */
    static Docker open(String name, String settings) throws IOException {
        return new Docker(version() + ", " + name, settings);
    }

    private static String version() {
        return Programs.firstLine(daemonProgram().toString(), "--version")
                .replace("Docker version ", "Docker ")
                .replaceAll("[+,].*", "");
    }

    private static Path daemonProgram() {
        return Programs.path("dockerd");
    }

    /** Returns the directory of the client of the same version as the daemon; there may be others on the machine. */
    private static Path clientDirectory() {
        Path beside = daemonProgram().resolveSibling("docker");
        return Files.isExecutable(beside) ? beside.resolveSibling("") : Path.of("/usr/bin");
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public List<AcceptedDifference> accepted() {
        return DockerDifferences.all();
    }

    @Override
    String configure(Daemon daemon, OciRuntime runtime) throws IOException {
        Path home = daemon.directory();
        // Docker's BuildKit calls the program runc; newer versions, that of the variable.
        Path programs = Files.createDirectory(home.resolve("bin"));
        Files.createSymbolicLink(programs.resolve("runc"), runtime.path());
        daemon.environment().put("PATH", programs + ":" + clientDirectory() + ":" + Programs.searchPath());
        daemon.environment().put("DOCKER_BUILDKIT_RUNC_COMMAND", runtime.path().toString());
        daemon.environment().put("DOCKER_HOST", "unix://" + home + "/sock");
        daemon.environment().put("image", "busybox");
        daemon.environment().put("build_client", "/usr/bin/docker");
        Path killed = home.resolve("killed");
        Files.writeString(
                killed, """
                #!/bin/bash
                # Runs the runtime, and kills it while it creates a container or executes a process.
                case " $* " in *' create '* | *' exec '*) ;; *) exec RUNTIME "$@" ;; esac
                RUNTIME "$@" &
                for ((i = $(cat HOME/delay); i > 0; i--)); do [ -d /proc/$! ] || break; done
                kill -9 $! 2>/dev/null
                wait $!
                """.replace("RUNTIME", runtime.path().toString()).replace("HOME", home.toString()));
        Files.setPosixFilePermissions(killed, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.resolve("daemon.json"), """
                {
                  %s
                  "runtimes": {
                    "tested": {"path": "RUNTIME"},
                    "with-arguments": {"path": "RUNTIME", "runtimeArgs": ["--debug"]},
                    "killed": {"path": "HOME/killed"},
                    "nowhere": {"path": "/nowhere/runtime"}
                  },
                  "default-runtime": "tested",
                  "data-root": "HOME/data",
                  "exec-root": "HOME/exec",
                  "pidfile": "HOME/pid",
                  "hosts": ["unix://HOME/sock"],
                  "cgroup-parent": "%s",
                  "exec-opts": ["native.cgroupdriver=cgroupfs"],
                  "storage-driver": "overlay2",
                  "iptables": false,
                  "ip6tables": false,
                  "live-restore": true,
                  "default-address-pools": [{"base": "10.99.0.0/16", "size": 24}]
                }
                """.formatted(
                        settings, daemon.host().cgroupParent())
                .replace("HOME", home.toString())
                .replace("RUNTIME", runtime.path().toString()));
        // Mapped users, for userns-remap.
        daemon.command("sh", "-c", "echo daemon:100000:65536 | tee /etc/subuid >/etc/subgid")
                .run()
                .ok();
        return "dockerd --config-file " + home + "/daemon.json";
    }

    @Override
    Command probe(Daemon daemon) {
        return daemon.command("docker", "version");
    }

    @Override
    void importImage(Daemon daemon) {
        daemon.command("docker", "import", archive().toString(), "busybox")
                .run()
                .ok();
    }

    @Override
    boolean isOfDaemon(String commandLine) {
        return commandLine.contains("dockerd --config-file") || commandLine.contains("containerd --config");
    }

    @Override
    List<String> leftovers(Daemon daemon) {
        List<String> left = new ArrayList<>();
        daemon.host().cgroups().stream()
                .filter(cgroup -> cgroup.getFileName().toString().length() == 64)
                .forEach(cgroup -> left.add("cgroup " + cgroup));
        for (Path root : entries(daemon.directory().resolve("exec"))) {
            if (root.getFileName().toString().startsWith("runtime-")) {
                entries(root.resolve("moby")).forEach(path -> left.add("state directory " + path));
            }
        }
        daemon.command("cat", "/proc/mounts")
                .run()
                .ok()
                .out()
                .lines()
                .filter(line -> line.contains(daemon.directory().toString()))
                .filter(line -> line.contains("/merged ") || line.contains("/mounts/shm "))
                .forEach(line -> left.add("mount " + line));
        return left;
    }
}
