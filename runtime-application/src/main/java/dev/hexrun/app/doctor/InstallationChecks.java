package dev.hexrun.app.doctor;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.HostFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checks of what hexrun uses on the host: systemd, the state root, the start-up cache, and the clients. */
final class InstallationChecks {

    private static final String CACHE = "lib/hexrun.aot";

    /** The configuration files of clients in which a runtime is named. */
    private static final List<String> CLIENTS = List.of(
            "/etc/containers/containers.conf",
            "/etc/containers/containers.conf.d/hexrun.conf",
            "/etc/docker/daemon.json",
            "/etc/containerd/config.toml",
            "/etc/crio/crio.conf",
            "/etc/crio/crio.conf.d/hexrun.conf");

    private static final int MAX_CONFIGURATION = 256 * 1024;
    private static final int MAX_MAPS = 1024 * 1024;

    private InstallationChecks() {}

    static Finding systemd(Host host, CommandContext context) {
        String name = "systemd";
        if (!host.systemdRunning()) {
            return Finding.information(
                    name,
                    "not the init system of this host",
                    "use the cgroupfs driver, the default; --systemd-cgroup and engines configured for systemd cgroups "
                            + "cannot be used");
        }
        Path socket = context.uid() == 0
                ? Path.of("/run/systemd/private")
                : Path.of(
                        context.variable("XDG_RUNTIME_DIR")
                                .orElse("/run/user/" + Integer.toUnsignedString(context.uid())),
                        "systemd/private");
        String bus = context.variable("DBUS_SESSION_BUS_ADDRESS").orElse("");
        return host.files().exists(socket) || (context.uid() != 0 && !bus.isEmpty())
                ? Finding.works(name, "reachable at " + (host.files().exists(socket) ? socket : bus))
                : Finding.limited(
                        name,
                        socket + " is missing: the systemd cgroup driver cannot be used",
                        context.uid() == 0
                                ? "make /run/systemd of the host visible to hexrun"
                                : "start a login session, or run loginctl enable-linger as this user");
    }

    /**
     * Checks the state root.
     *
     * @param root its path
     * @param refusal why the state store does not accept it; empty if it does
     */
    static Finding stateRoot(Host host, CommandContext context, Path root, String refusal) {
        String name = "state-root";
        String advice =
                context.uid() != 0 && context.variable("XDG_RUNTIME_DIR").isEmpty()
                        ? "set XDG_RUNTIME_DIR, or use --root DIR"
                        : "use --root with a writable directory";
        if (!refusal.isEmpty()) {
            return Finding.fails(name, refusal, advice);
        }
        HostFiles files = host.files();
        if (files.kind(root) == HostFiles.Kind.DIRECTORY) {
            return files.isWritable(root)
                    ? Finding.works(name, root + " is writable")
                    : Finding.fails(name, root + " is not writable: no container can be created", advice);
        }
        Path parent = root.getParent();
        while (parent != null && !files.exists(parent)) {
            parent = parent.getParent();
        }
        return parent != null && files.isWritable(parent)
                ? Finding.works(name, root + " does not exist and can be created in " + parent)
                : Finding.fails(name, root + " does not exist, and " + parent + " is not writable", advice);
    }

    /** Checks the cache, which the JVM of this command maps if it is valid. */
    static Finding startUpCache(Host host, CommandContext context, Path home) {
        String name = "start-up-cache";
        Path cache = home.resolve(CACHE);
        boolean trainable = host.files().isWritable(home.resolve("lib"));
        String advice = trainable
                ? "run hexrun adapters --train"
                : "run hexrun adapters --train as "
                        + (context.uid() == 0 ? "a user that may write to " + home : "root");
        if (!host.files().exists(cache)) {
            return Finding.limited(name, cache + " is missing: commands take several times the CPU time", advice);
        }
        String path = host.files().realPath(cache).orElse(cache).toString();
        for (String line :
                host.files().read(Path.of("/proc/self/maps"), MAX_MAPS).split("\n", -1)) {
            if (line.endsWith(" " + path)) {
                return Finding.works(name, cache + " is in use");
            }
        }
        return Finding.limited(
                name, cache + " does not match the installation: commands take several times the CPU time", advice);
    }

    static Finding clients(Host host, CommandContext context) {
        String name = "clients";
        List<String> files = new ArrayList<>(CLIENTS);
        Optional<String> home = context.variable("HOME");
        if (home.isPresent()) {
            files.add(home.get() + "/.config/containers/containers.conf");
            files.add(home.get() + "/.config/docker/daemon.json");
        }
        List<String> naming = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String file : files) {
            if (host.files().kind(Path.of(file)) == HostFiles.Kind.FILE) {
                String text = host.files().read(Path.of(file), MAX_CONFIGURATION);
                (text.contains("hexrun") ? naming : others).add(file);
            }
        }
        if (!naming.isEmpty()) {
            return Finding.information(name, "hexrun is named in " + String.join(", ", naming), "");
        }
        return Finding.information(
                name,
                others.isEmpty()
                        ? "no configuration of podman, docker, containerd or CRI-O found"
                        : "hexrun is not named in " + String.join(", ", others),
                "to use hexrun with a client, name it there; see the user guide");
    }
}
