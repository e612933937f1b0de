package dev.hexrun.app.host;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.plan.LaunchContext.HostView;
import dev.hexrun.domain.validate.ConfigurationValidator;
import dev.hexrun.domain.validate.HostConditions;
import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.MountInfo;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the host allows this caller, as planner and validator want to know it. */
public final class HostPolicy implements HostConditions {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Adapters adapters;
    private final CommandContext context;
    private final RuntimeSettings settings;

    /**
     * Creates it.
     *
     * @param adapters where the host's facts come from
     * @param context the caller
     * @param settings what the caller chose
     */
    @Inject
    public HostPolicy(Adapters adapters, CommandContext context, RuntimeSettings settings) {
        this.adapters = adapters;
        this.context = context;
        this.settings = settings;
    }

    public boolean isPrivileged() {
        return context.uid() == 0 && !facts().inUserNamespace();
    }

    /** Returns the privileges of the caller as far as cgroups depend on them. */
    public CgroupCaller cgroupCaller() {
        Optional<Boolean> rootless = settings.rootless();
        if (rootless.isPresent()) {
            return rootless.get() ? CgroupCaller.ROOTLESS : CgroupCaller.PRIVILEGED;
        }
        if (context.uid() != 0) {
            return CgroupCaller.ROOTLESS;
        }
        return facts().inUserNamespace() ? CgroupCaller.NAMESPACE_ROOT : CgroupCaller.PRIVILEGED;
    }

    public HostView view() {
        boolean privileged = isPrivileged();
        return new HostView(
                privileged,
                context.uid(),
                context.gid(),
                privileged ? "" : find("newuidmap"),
                privileged ? "" : find("newgidmap"),
                new File("/proc/kcore").exists());
    }

    /** Returns every problem of a configuration. */
    public List<Problem> check(Configuration configuration) {
        return ConfigurationValidator.validate(configuration, this).list();
    }

    /** Returns every problem of the process of a configuration. */
    public Problems checkProcess(Configuration configuration) {
        return ConfigurationValidator.validateProcess(configuration, this);
    }

    /** Every capability that a configuration asks for and that this caller cannot grant. */
    public List<Problem> ungrantableCapabilities(Configuration configuration) {
        return ConfigurationValidator.ungrantableCapabilities(configuration, facts().permittedCapabilities())
                .list();
    }

    @Override
    public boolean unprivileged() {
        return context.uid() != 0;
    }

    @Override
    public IdMap uidMap() {
        return facts().uidMap();
    }

    @Override
    public IdMap gidMap() {
        return facts().gidMap();
    }

    @Override
    public boolean hasNamespace(LinuxNamespaceType type) {
        return facts().hasNamespace(type.procName());
    }

    @Override
    public boolean isOwnNamespace(LinuxNamespaceType type, String path) {
        try {
            return Files.isSameFile(Path.of(path), Path.of("/proc/self/ns/" + type.procName()));
        } catch (IOException unreachable) {
            return false;
        }
    }

    @Override
    public boolean isProcfs(String path) {
        MountInfo nearest = null;
        Path real = real(path);
        for (MountInfo mount : facts().mounts()) {
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

    /** Without links: {@code /proc/self/root} leads out of a procfs. */
    private static Path real(String path) {
        try {
            return Path.of(path).toRealPath();
        } catch (IOException unreachable) {
            return Path.of(path).normalize();
        }
    }

    private Host facts() {
        return adapters.host();
    }

    private String find(String program) {
        String path = context.variable("PATH").orElse(DEFAULT_PATH);
        int start = 0;
        while (start <= path.length()) {
            int colon = path.indexOf(':', start);
            int end = colon < 0 ? path.length() : colon;
            File file = new File(path.substring(start, end), program);
            if (end > start && path.charAt(start) == '/' && file.canExecute()) {
                return file.getPath();
            }
            start = end + 1;
        }
        return "";
    }
}
