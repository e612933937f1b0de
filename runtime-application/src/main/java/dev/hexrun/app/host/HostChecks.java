package dev.hexrun.app.host;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Hook;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.cpuset.CpusetList;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.mount.ContainerPath;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.plan.HostProperties;
import dev.hexrun.domain.resource.ResourceField;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.HostFiles;
import dev.hexrun.port.host.MountInfo;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The checks of a configuration's requirements on this host and on the bundle's root file system: programs, files,
 * controllers, CPUs and ids. The checks create, mount and execute nothing, so a configuration that passes may still
 * fail.
 */
public final class HostChecks {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Adapters adapters;
    private final CallerHost host;
    private final CommandContext context;
    private final RuntimeSettings settings;

    /**
     * Creates the checks.
     *
     * @param adapters provides the host
     * @param host the host as this caller sees it
     * @param context the caller
     * @param settings the global settings
     */
    @Inject
    public HostChecks(Adapters adapters, CallerHost host, CommandContext context, RuntimeSettings settings) {
        this.adapters = adapters;
        this.host = host;
        this.context = context;
        this.settings = settings;
    }

    /**
     * Checks a configuration.
     *
     * @param configuration the configuration
     * @param bundle the absolute path of the bundle directory
     * @return the problems that would prevent the container from starting on this host
     */
    public Problems check(Configuration configuration, Path bundle) {
        Problems.Builder problems = new Problems.Builder();
        mounts(configuration.mounts(), bundle, problems);
        Optional<Path> rootfs = rootfs(configuration, bundle);
        if (rootfs.isPresent()) {
            program(configuration, rootfs.get(), problems);
        }
        hooks(configuration, rootfs, problems);
        if (configuration.linux().isPresent()) {
            Linux linux = configuration.linux().get();
            namespaces(linux.namespaces(), problems);
            sysctls(linux, problems);
            resources(linux.resources(), problems);
            seccomp(linux.seccomp(), problems);
            ids(linux, problems);
        }
        return problems.build();
    }

    private Optional<Path> rootfs(Configuration configuration, Path bundle) {
        String path =
                configuration.root().isPresent() ? configuration.root().get().path() : "";
        if (path.isEmpty() || path.indexOf(0) >= 0) {
            return Optional.empty();
        }
        Path rootfs = bundle.resolve(path).normalize();
        return files().kind(rootfs) == HostFiles.Kind.DIRECTORY ? Optional.of(rootfs) : Optional.empty();
    }

    private void program(Configuration configuration, Path rootfs, Problems.Builder problems) {
        List<String> args = configuration.process().isPresent()
                ? configuration.process().get().args()
                : List.of();
        if (args.isEmpty() || args.getFirst().indexOf(0) >= 0) {
            return;
        }
        Process process = configuration.process().orElseThrow();
        String name = args.getFirst();
        if (name.indexOf('/') >= 0) {
            String path = name.startsWith("/") ? name : process.cwd() + "/" + name;
            if (!isMounted(configuration, path)) {
                Path found = RootPath.resolve(files(), rootfs, path);
                HostFiles.Kind kind = files().kind(found);
                if (kind == HostFiles.Kind.MISSING) {
                    problems.add("/process/args/0", "stat " + name + ": no such file or directory in " + rootfs);
                } else if (kind == HostFiles.Kind.DIRECTORY) {
                    problems.add("/process/args/0", name + " is a directory");
                } else if (!files().isExecutable(found)) {
                    problems.add("/process/args/0", name + " is not executable: permission denied");
                }
            }
            return;
        }
        String path = DEFAULT_PATH;
        for (String entry : process.env()) {
            path = entry.startsWith("PATH=") ? entry.substring("PATH=".length()) : path;
        }
        for (String directory : path.split(":", -1)) {
            String candidate = (directory.startsWith("/") ? directory : process.cwd() + "/" + directory) + "/" + name;
            Path found = RootPath.resolve(files(), rootfs, candidate);
            if (isMounted(configuration, candidate) || files().isExecutable(found)) {
                return;
            }
        }
        problems.add("/process/args/0", "exec: \"" + name + "\": executable file not found in $PATH (" + path + ")");
    }

    /** Returns whether a mount of the configuration covers the path, so that the mount may contain the file. */
    private static boolean isMounted(Configuration configuration, String path) {
        String clean = ContainerPath.clean(path);
        for (Mount mount : configuration.mounts()) {
            String destination = ContainerPath.clean(mount.destination());
            if (clean.equals(destination) || clean.startsWith(destination + "/")) {
                return true;
            }
        }
        return false;
    }

    private void mounts(List<Mount> mounts, Path bundle, Problems.Builder problems) {
        for (int i = 0; i < mounts.size(); i++) {
            Mount mount = mounts.get(i);
            String type = mount.type().orElse("");
            String source = mount.source().orElse("");
            MountOptions options = MountOptions.of(mount.options());
            if (options.isBind(type)) {
                if (!source.isEmpty() && source.indexOf(0) < 0 && !files().exists(bundle.resolve(source))) {
                    problems.add("/mounts/" + i + "/source", "stat " + source + ": no such file or directory");
                }
            } else if (!type.isEmpty()
                    && !type.startsWith("cgroup")
                    && !options.remount()
                    && !port().fileSystems().contains(type)) {
                problems.add(
                        "/mounts/" + i + "/type",
                        "the kernel does not list the file system " + type + "; its module may not be loaded");
            }
        }
    }

    private void hooks(Configuration configuration, Optional<Path> rootfs, Problems.Builder problems) {
        if (configuration.hooks().isEmpty()) {
            return;
        }
        Hooks hooks = configuration.hooks().get();
        hooks("prestart", hooks.prestart(), Optional.empty(), problems);
        hooks("createRuntime", hooks.createRuntime(), Optional.empty(), problems);
        hooks("createContainer", hooks.createContainer(), Optional.empty(), problems);
        hooks("startContainer", hooks.startContainer(), rootfs, problems);
        hooks("poststart", hooks.poststart(), Optional.empty(), problems);
        hooks("poststop", hooks.poststop(), Optional.empty(), problems);
    }

    private void hooks(String kind, List<Hook> hooks, Optional<Path> rootfs, Problems.Builder problems) {
        for (int i = 0; i < hooks.size(); i++) {
            String path = hooks.get(i).path();
            String pointer = "/hooks/" + kind + "/" + i + "/path";
            if (!path.startsWith("/") || path.indexOf(0) >= 0) {
                continue;
            }
            Path file = rootfs.isPresent() ? RootPath.resolve(files(), rootfs.get(), path) : Path.of(path);
            if (!files().exists(file)) {
                problems.add(
                        pointer,
                        "stat " + path + ": no such file or directory"
                                + (rootfs.isPresent() ? " in " + rootfs.get() : ""));
            } else if (!files().isExecutable(file)) {
                problems.add(pointer, path + " is not an executable file: permission denied");
            }
        }
    }

    private void namespaces(List<LinuxNamespace> namespaces, Problems.Builder problems) {
        for (int i = 0; i < namespaces.size(); i++) {
            String path = namespaces.get(i).path().orElse("");
            if (path.isEmpty() || path.indexOf(0) >= 0) {
                continue;
            }
            String pointer = "/linux/namespaces/" + i + "/path";
            String type = namespaces.get(i).type().procName();
            if (!files().exists(Path.of(path))) {
                problems.add(pointer, "stat " + path + ": no such file or directory");
                continue;
            }
            String found = namespaceType(path);
            if (!found.equals(type)) {
                problems.add(
                        pointer,
                        path + " is not a " + type + " namespace"
                                + (found.isEmpty() ? "" : ", but a " + found + " one"));
            }
        }
    }

    /**
     * Returns {@code net} for a file of a network namespace, in {@code /proc} or bind-mounted elsewhere; empty for
     * another file.
     */
    private String namespaceType(String path) {
        String name = "";
        Optional<Path> real = files().realPath(Path.of(path));
        if (real.isEmpty()) {
            name = link(path);
        } else {
            for (MountInfo mount : port().mounts()) {
                if (mount.type().equals("nsfs")
                        && mount.mountPoint().equals(real.get().toString())) {
                    name = mount.root();
                }
            }
        }
        int colon = name.indexOf(':');
        String type = colon < 0 ? "" : name.substring(0, colon);
        return type.isEmpty() ? typeOf(link(path)) : type;
    }

    private static String typeOf(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? "" : name.substring(0, colon);
    }

    private String link(String path) {
        return files().linkTarget(Path.of(path)).orElse("");
    }

    private void sysctls(Linux linux, Problems.Builder problems) {
        Optional<LinuxNamespace> network = linux.namespace(LinuxNamespaceType.NETWORK);
        boolean joined = network.isPresent() && !network.get().path().orElse("").isEmpty();
        for (String name : linux.sysctl().keySet()) {
            String path = name.indexOf('/') >= 0 ? name : name.replace('.', '/');
            if (joined && path.startsWith("net/")) {
                // The network namespace may have interfaces and protocols that the runtime's namespace does not have.
                continue;
            }
            if (name.indexOf(0) < 0 && !files().exists(Path.of("/proc/sys", path))) {
                problems.add(
                        "/linux/sysctl/" + Problem.escape(name), "/proc/sys/" + path + ": no such file or directory");
            }
        }
    }

    private void resources(Optional<LinuxResources> resources, Problems.Builder problems) {
        if (resources.isEmpty() || settings.cgroups() == RuntimeSettings.CgroupUse.NONE) {
            return;
        }
        Set<String> v1 = new HashSet<>();
        Set<String> v2 = new HashSet<>();
        for (MountInfo mount : port().mounts()) {
            if (mount.type().equals("cgroup")) {
                v1.addAll(mount.superOptions());
            } else if (mount.type().equals("cgroup2")) {
                v2.addAll(List.of(files().read(Path.of(mount.mountPoint(), "cgroup.controllers"))
                        .split(" ", -1)));
            }
        }
        for (ResourceField field : ResourceField.requested(resources.get())) {
            String controller = field.v1Controller();
            boolean isAvailable = field == ResourceField.UNIFIED
                    ? v1.isEmpty() || !v2.isEmpty()
                    : v1.contains(controller) || v2.contains(field.v2Controller());
            // v2 ignores fields that it does not have.
            if (!isAvailable && !(v1.isEmpty() && field.v2Controller().isEmpty())) {
                problems.add(
                        field.pointer(),
                        field == ResourceField.UNIFIED
                                ? "cgroup v2 is not mounted"
                                : "the cgroup controller " + controller + " is not available on this host");
            }
        }
        if (resources.get().cpu().isPresent()) {
            LinuxCpu cpu = resources.get().cpu().get();
            online("cpus", cpu.cpus(), "/sys/devices/system/cpu/online", problems);
            online("mems", cpu.mems(), "/sys/devices/system/node/online", problems);
        }
    }

    private void online(String field, Optional<String> value, String file, Problems.Builder problems) {
        String list = value.orElse("");
        String online = files().read(Path.of(file));
        if (list.isEmpty() || online.isEmpty() || !CpusetList.isValid(list) || !CpusetList.isValid(online)) {
            return;
        }
        BitSet missing = CpusetList.of(list);
        missing.andNot(CpusetList.of(online));
        if (!missing.isEmpty()) {
            problems.add(
                    "/linux/resources/cpu/" + field,
                    list + " is more than this host has: " + online + " (" + file + ")");
        }
    }

    private void seccomp(Optional<LinuxSeccomp> profile, Problems.Builder problems) {
        if (profile.isEmpty() || profile.get().defaultAction().isEmpty()) {
            return;
        }
        try {
            adapters.create(Port.SECCOMP_COMPILER, provider -> provider.create(port()))
                    .compile(profile.get());
        } catch (ContainerException failure) {
            problems.add("/linux/seccomp", failure.message());
        }
        String listener = profile.get().listenerPath().orElse("");
        if (!listener.isEmpty() && listener.indexOf(0) < 0 && !files().exists(Path.of(listener))) {
            problems.add("/linux/seccomp/listenerPath", "stat " + listener + ": no such file or directory");
        }
    }

    private void ids(Linux linux, Problems.Builder problems) {
        if (host.isPrivileged()) {
            return;
        }
        HostProperties properties = host.properties();
        ids(
                "/linux/uidMappings",
                linux.uidMappings(),
                context.uid(),
                "newuidmap",
                properties.newuidmap(),
                "/etc/subuid",
                problems);
        ids(
                "/linux/gidMappings",
                linux.gidMappings(),
                context.gid(),
                "newgidmap",
                properties.newgidmap(),
                "/etc/subgid",
                problems);
    }

    private void ids(
            String pointer,
            List<LinuxIdMapping> mappings,
            int own,
            String helper,
            String path,
            String file,
            Problems.Builder problems) {
        if (context.uid() == 0
                || mappings.isEmpty()
                || (mappings.size() == 1
                        && mappings.getFirst().size() == 1
                        && mappings.getFirst().hostID() == Integer.toUnsignedLong(own))) {
            return;
        }
        if (path.isEmpty()) {
            problems.add(pointer, helper + " is not installed: only the caller's own id can be mapped");
            return;
        }
        String user = adapters.host().processes().userName(context.uid()).orElse("");
        SubordinateIds ranges = SubordinateIds.of(files().read(Path.of(file)), user, context.uid());
        for (int i = 0; i < mappings.size(); i++) {
            LinuxIdMapping mapping = mappings.get(i);
            boolean ownId = mapping.size() == 1 && mapping.hostID() == Integer.toUnsignedLong(own);
            if (!ownId && !ranges.contains(mapping.hostID(), mapping.size())) {
                problems.add(
                        pointer + "/" + i,
                        "ids " + mapping.hostID() + " to " + (mapping.hostID() + mapping.size() - 1)
                                + " are not in the ranges of the caller in " + file);
            }
        }
    }

    private HostFiles files() {
        return port().files();
    }

    private Host port() {
        return adapters.host();
    }
}
