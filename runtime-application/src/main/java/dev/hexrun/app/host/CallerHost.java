package dev.hexrun.app.host;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.plan.HostProperties;
import dev.hexrun.domain.validate.HostQueries;
import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.HostFiles;
import dev.hexrun.port.host.MountInfo;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The host as this caller sees it. It derives from the port {@link Host} what the domain needs: the properties for a
 * plan, and the answers to the questions of the rules.
 */
public final class CallerHost implements HostQueries {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final Path KCORE = Path.of("/proc/kcore");

    private final Adapters adapters;
    private final CommandContext context;
    private final RuntimeSettings settings;

    /**
     * Creates the object.
     *
     * @param adapters provides the host
     * @param context the caller
     * @param settings the global settings
     */
    @Inject
    public CallerHost(Adapters adapters, CommandContext context, RuntimeSettings settings) {
        this.adapters = adapters;
        this.context = context;
        this.settings = settings;
    }

    /**
     * Returns whether the caller is root of the host.
     *
     * @return {@code false} for other users and for root of a user namespace
     */
    public boolean isPrivileged() {
        return context.uid() == 0 && !host().inUserNamespace();
    }

    /**
     * Returns the privileges of the caller that are relevant to cgroups.
     *
     * @return the privileges; {@code --rootless} has precedence over the user id
     */
    public CgroupCaller cgroupCaller() {
        Optional<Boolean> rootless = settings.rootless();
        if (rootless.isPresent()) {
            return rootless.get() ? CgroupCaller.ROOTLESS : CgroupCaller.PRIVILEGED;
        }
        if (context.uid() != 0) {
            return CgroupCaller.ROOTLESS;
        }
        return host().inUserNamespace() ? CgroupCaller.NAMESPACE_ROOT : CgroupCaller.PRIVILEGED;
    }

    /**
     * Returns the properties of the caller and the host that a launch plan depends on.
     *
     * @return the properties
     */
    public HostProperties properties() {
        boolean privileged = isPrivileged();
        return new HostProperties(
                privileged,
                context.uid(),
                context.gid(),
                privileged ? "" : find("newuidmap"),
                privileged ? "" : find("newgidmap"),
                files().exists(KCORE));
    }

    @Override
    public boolean unprivileged() {
        return context.uid() != 0;
    }

    @Override
    public IdMap uidMap() {
        return host().uidMap();
    }

    @Override
    public IdMap gidMap() {
        return host().gidMap();
    }

    @Override
    public boolean hasNamespace(LinuxNamespaceType type) {
        return host().hasNamespace(type.procName());
    }

    @Override
    public boolean isOwnNamespace(LinuxNamespaceType type, String path) {
        return files().isSame(Path.of(path), Path.of("/proc/self/ns", type.procName()));
    }

    @Override
    public boolean isProcfs(String path) {
        MountInfo nearest = null;
        Path real = real(path);
        for (MountInfo mount : host().mounts()) {
            boolean above = real.startsWith(mount.mountPoint());
            if (above
                    && (nearest == null
                            || mount.mountPoint().length()
                                    >= nearest.mountPoint().length())) {
                nearest = mount;
            }
        }
        return nearest != null && nearest.type().equals("proc");
    }

    @Override
    public boolean provides(OptionalFeature feature) {
        return adapters.provide(feature);
    }

    @Override
    public Optional<String> reasonUnusable(OptionalFeature feature) {
        return adapters.reasonUnusable(feature);
    }

    /**
     * Returns the path with symbolic links resolved, or normalised if it does not exist: {@code /proc/self/root} leads
     * out of a procfs.
     */
    private Path real(String path) {
        return files().realPath(Path.of(path)).orElseGet(() -> Path.of(path).normalize());
    }

    /**
     * Returns the host's files.
     *
     * @return the files
     */
    public HostFiles files() {
        return host().files();
    }

    /**
     * Returns the capabilities that the caller can grant.
     *
     * @return bit N for the capability with number N
     */
    public long permittedCapabilities() {
        return host().permittedCapabilities();
    }

    private Host host() {
        return adapters.host();
    }

    private String find(String program) {
        String path = context.variable("PATH").orElse(DEFAULT_PATH);
        int start = 0;
        while (start <= path.length()) {
            int colon = path.indexOf(':', start);
            int end = colon < 0 ? path.length() : colon;
            if (end > start && path.charAt(start) == '/') {
                Path file = Path.of(path.substring(start, end), program);
                if (files().isExecutable(file)) {
                    return file.toString();
                }
            }
            start = end + 1;
        }
        return "";
    }
}
