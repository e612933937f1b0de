package dev.hexrun.adapter.systemd;

import dev.hexrun.cgroup.tree.CgroupsPath;
import dev.hexrun.cgroup.tree.KernelCgroup;
import dev.hexrun.cgroup.tree.KernelCgroups;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.device.HostDevices;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupFrozenException;
import dev.hexrun.port.cgroup.CgroupOccupiedException;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import dev.hexrun.port.host.Host;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * A driver that creates cgroups as transient units of systemd. All operations except creation and removal use the
 * kernel's files.
 */
final class SystemdDriver implements CgroupDriver {

    /** The hierarchy that systemd itself uses on v1. */
    static final String SYSTEMD = "name=systemd";

    /** The value for the host's systemd in place of a user's id. */
    private static final int HOST = -1;

    private static final String INIT_SCOPE = "/init.scope";

    private final String name;
    private final Host host;
    private final KernelCgroups kernel;
    private final IntFunction<Units> managers;
    private final HostDevices devices;
    private final Map<Integer, Units> opened = new HashMap<>();

    /** Units of other programs with the name of a container's unit. The driver does not touch their cgroups. */
    private final Set<String> foreign = new HashSet<>();

    /**
     * Creates the driver.
     *
     * @param name the driver's name
     * @param host the host
     * @param kernel the kernel's cgroups
     * @param managers a function from a user's id to that user's systemd; -1 stands for the host's systemd
     * @param devices the devices of the host
     */
    SystemdDriver(String name, Host host, KernelCgroups kernel, IntFunction<Units> managers, HostDevices devices) {
        this.name = name;
        this.host = host;
        this.kernel = kernel;
        this.managers = managers;
        this.devices = devices;
    }

    @Override
    public ResolvedCgroup resolve(CgroupRequest request) {
        boolean rootless = isRootless(request);
        ContainerUnit unit = ContainerUnit.of(request, rootless);
        String parent = rootless ? manager(host.effectiveUid()).controlGroup() : cgroupOfInit();
        CgroupPaths paths = kernel.resolve(name, CgroupsPath.parse(parent + unit.path()));
        if (rootless && !paths.isUnified()) {
            throw UnsupportedException.field(
                    "/linux/cgroupsPath", "the systemd of a user has no cgroups of v1: only v2 can be used rootless");
        }
        return new ResolvedCgroup(request, paths, rootless);
    }

    /**
     * Returns whether the unit belongs to the systemd of a user. In a user namespace, the owner of the session's
     * message bus decides: it is a user, as in a rootless engine, or root if the namespace has a systemd of its own or
     * no session bus.
     */
    private boolean isRootless(CgroupRequest request) {
        return switch (request.caller()) {
            case PRIVILEGED -> false;
            case ROOTLESS -> true;
            case NAMESPACE_ROOT -> {
                OptionalInt owner = manager(host.effectiveUid()).owner();
                yield owner.isPresent() && owner.getAsInt() != 0;
            }
        };
    }

    /** Returns the cgroup of the host's systemd without its {@code init.scope}; empty for the root. */
    private String cgroupOfInit() {
        for (String line : host.cgroupsOf(1)) {
            int second = line.indexOf(':', line.indexOf(':') + 1);
            boolean managed = line.startsWith("0::") || line.startsWith(SYSTEMD, line.indexOf(':') + 1);
            if (managed && line.startsWith("/", second + 1) && !line.startsWith("/..", second + 1)) {
                String own = line.substring(second + 1);
                String parent = own.endsWith(INIT_SCOPE) ? own.substring(0, own.length() - INIT_SCOPE.length()) : own;
                return parent.equals("/") ? "" : parent;
            }
        }
        return "";
    }

    /** Checks the properties and the cgroup. systemd starts the unit later, since a scope needs a process. */
    @Override
    public Cgroup create(ResolvedCgroup resolved, LinuxResources resources) {
        CgroupPaths paths = resolved.paths();
        int version = units(paths).version();
        UnitProperties.of(resolved, resources, version, 0);
        ResourceProperties.of(resources, paths.isUnified(), version);
        KernelCgroup files = kernel.open(paths);
        int count = files.processes().size();
        if (count > 0) {
            throw new CgroupOccupiedException(count);
        }
        Optional<CgroupFreezer> freezer = files.freezer();
        if (freezer.isPresent() && freezer.get().isFrozen()) {
            throw new CgroupFrozenException();
        }
        return new NewSystemdCgroup(this, files, resolved, resources);
    }

    @Override
    public Cgroup open(CgroupPaths paths) {
        return paths.isEmpty() ? new NoCgroup(paths.driver()) : new SystemdCgroup(this, kernel.open(paths));
    }

    @Override
    public void close() {
        opened.values().forEach(Units::close);
        opened.clear();
    }

    Host host() {
        return host;
    }

    KernelCgroups kernel() {
        return kernel;
    }

    HostDevices devices() {
        return devices;
    }

    void addForeign(String unit) {
        foreign.add(unit);
    }

    boolean isForeign(CgroupPaths paths) {
        return !foreign.isEmpty() && foreign.contains(unit(paths));
    }

    Units units(CgroupPaths paths) {
        return manager(owner(managed(paths)));
    }

    private Units manager(int uid) {
        Units units = opened.get(uid);
        if (units == null) {
            units = managers.apply(uid);
            opened.put(uid, units);
        }
        return units;
    }

    /** Returns the path of the unit's cgroup, in the hierarchy that systemd itself uses. */
    static String managed(CgroupPaths paths) {
        Optional<String> path = paths.controller(SYSTEMD);
        return path.isPresent() ? path.get() : paths.directories().getFirst();
    }

    static String unit(CgroupPaths paths) {
        String path = managed(paths);
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.startsWith("_") ? last.substring(1) : last;
    }

    /**
     * Returns the user whose systemd manages a path, which contains {@code user@UID.service}; -1 for the host's
     * systemd.
     */
    static int owner(String path) {
        String service = "/user@";
        int start = path.indexOf(service);
        int end = start < 0 ? -1 : path.indexOf(".service/", start);
        if (end < 0) {
            return HOST;
        }
        try {
            return Integer.parseUnsignedInt(path, start + service.length(), end, 10);
        } catch (NumberFormatException e) {
            return HOST;
        }
    }
}
