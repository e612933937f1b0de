package dev.hexrun.adapter.systemd;

import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.device.HostDevices;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupHierarchy;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupWatch;
import dev.hexrun.port.cgroup.MemoryPressure;
import dev.hexrun.port.host.Host;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Cgroups that systemd makes and removes. Between that everything is done by the driver of the kernel's files, in the
 * places where systemd has made them: what it has properties for it is told as well.
 */
final class SystemdDriver implements CgroupDriver {

    private static final Duration FREEZE_TIMEOUT = Duration.ofSeconds(10);
    private static final String INIT_SCOPE = "/init.scope";
    private static final String SYSTEMD = "name=systemd";

    private final String name;
    private final Host host;
    private final CgroupDriver files;
    private final IntFunction<Units> managers;
    private final HostDevices devices;

    /** Units of others that stood in a container's way: nothing of these may be touched when that is undone. */
    private final Set<String> foreign = new HashSet<>();

    /**
     * Creates it.
     *
     * @param name the driver's name
     * @param host the host
     * @param files the driver of the kernel's files
     * @param managers from a user's id to that user's systemd; -1 stands for the host's
     * @param devices the host's
     */
    SystemdDriver(String name, Host host, CgroupDriver files, IntFunction<Units> managers, HostDevices devices) {
        this.name = name;
        this.host = host;
        this.files = files;
        this.managers = managers;
        this.devices = devices;
    }

    @Override
    public CgroupPaths place(CgroupRequest request) {
        UnitPlace place = UnitPlace.of(request);
        String above = request.rootless() ? managers.apply(host.effectiveUid()).controlGroup() : cgroupOfInit();
        CgroupRequest asPath = new CgroupRequest(request.id(), above + place.below(), request.rootless());
        CgroupPaths paths = new CgroupPaths(name, files.place(asPath).paths());
        if (request.rootless() && !unified(paths)) {
            throw new UnsupportedException(
                    "/linux/cgroupsPath", "the systemd of a user has no cgroups of v1: only v2 can be used rootless");
        }
        return paths;
    }

    /**
     * Whose systemd a session is of, is the user in whose slice its message bus runs: a user's own, as in a rootless engine,
     * or root's, where the user namespace has a systemd for itself. No bus of a session means that as well.
     */
    @Override
    public boolean rootlessInUserNamespace() {
        OptionalInt owner = managers.apply(host.effectiveUid()).owner();
        return owner.isPresent() && owner.getAsInt() != 0;
    }

    /** Where the host's systemd is, less its own leaf; nothing for the root. */
    private String cgroupOfInit() {
        for (String line : host.cgroupsOf(1)) {
            int second = line.indexOf(':', line.indexOf(':') + 1);
            boolean managed = line.startsWith("0::") || line.startsWith(SYSTEMD, line.indexOf(':') + 1);
            if (managed && line.startsWith("/", second + 1) && !line.startsWith("/..", second + 1)) {
                String own = line.substring(second + 1);
                String above = own.endsWith(INIT_SCOPE) ? own.substring(0, own.length() - INIT_SCOPE.length()) : own;
                return above.equals("/") ? "" : above;
            }
        }
        return "";
    }

    /** The unit cannot be started before there is a process for it: what can be wrong with it is found out before. */
    @Override
    public CgroupPaths create(CgroupPaths paths, CgroupRequest request, LinuxResources resources) {
        int version = units(paths).version();
        UnitProperties.of(UnitPlace.of(request), request, resources, unified(paths), version, 0);
        ResourceProperties.of(resources, unified(paths), version);
        int count = files.pids(paths).size();
        if (count > 0) {
            throw new ContainerException("container's cgroup is not empty: " + count + " process(es) found");
        }
        if (files.frozen(paths)) {
            throw new ContainerException("container's cgroup unexpectedly frozen");
        }
        return paths;
    }

    @Override
    public CgroupPaths adopt(CgroupPaths paths, CgroupRequest request, LinuxResources resources) {
        throw new UnsupportedException("cgroup-driver", "no other driver can be built upon this one");
    }

    @Override
    public CgroupPaths joinFirst(CgroupPaths paths, CgroupRequest request, LinuxResources resources, int pid) {
        Units units = units(paths);
        UnitPlace place = UnitPlace.of(request);
        List<Property> properties = UnitProperties.of(place, request, resources, unified(paths), units.version(), pid);
        if (resources.devices().isEmpty()) {
            properties.addAll(devices(paths, units, resources));
        }
        try {
            units.start(place.unit(), properties, () -> place.isSlice() || isIn(paths, pid));
        } catch (Units.UnitExistsException exists) {
            foreign.add(place.unit());
            throw new HostOperationException(String.valueOf(exists.getMessage()), exists);
        } catch (HostOperationException failure) {
            Optional<Path> parent = unified(paths) && !place.isSlice()
                    ? parentWithProcesses(Path.of(managed(paths)))
                    : Optional.empty();
            if (parent.isEmpty()) {
                throw failure;
            }
            throw new HostOperationException(
                    failure.getMessage() + ": " + parent.get()
                            + " holds processes itself, and a cgroup v2 that does cannot have child cgroups with"
                            + " controllers; choose another slice in linux.cgroupsPath",
                    failure);
        }
        if (!place.isSlice()) {
            checkPlace(paths, place.unit(), pid);
        }
        CgroupPaths adopted =
                new CgroupPaths(name, files.adopt(paths, request, resources).paths());
        if (!unified(paths) || place.isSlice()) {
            files.join(adopted, pid);
        }
        return adopted;
    }

    /**
     * Returns the closest parent of a v2 cgroup that holds processes itself. systemd enables the threaded controllers there
     * all the same, which makes the cgroups below invalid ("domain invalid", cgroup-v2.rst, "Threads"): a process that is
     * moved there meets EOPNOTSUPP, which systemd reports in its journal only.
     */
    static Optional<Path> parentWithProcesses(Path cgroup) {
        // The root of the hierarchy may hold processes, and has no such file.
        for (Path parent = cgroup.getParent();
                parent != null && Files.exists(parent.resolve("cgroup.type"));
                parent = parent.getParent()) {
            try {
                if (!Files.readString(parent.resolve("cgroup.procs")).isBlank()) {
                    return Optional.of(parent);
                }
            } catch (IOException threadedOrGone) {
                // It then holds none that count here.
            }
        }
        return Optional.empty();
    }

    /** What is remembered has to be where the container is, or nothing of it could be found again. */
    private void checkPlace(CgroupPaths paths, String unit, int pid) {
        String expected = managed(paths);
        String found = cgroup(paths, pid);
        // Seen from another cgroup namespace it has no name.
        if (!found.startsWith("/..") && !expected.endsWith(found)) {
            throw new ContainerException("start unit " + unit + ": systemd has put process " + pid + " into " + found
                    + " and not into " + expected);
        }
    }

    private boolean isIn(CgroupPaths paths, int pid) {
        String found = cgroup(paths, pid);
        return !found.isEmpty() && managed(paths).endsWith(found);
    }

    /** A process's cgroup in the hierarchy that systemd keeps its books in; empty if that is not known. */
    private String cgroup(CgroupPaths paths, int pid) {
        for (String line : host.cgroupsOf(pid)) {
            int second = line.indexOf(':', line.indexOf(':') + 1);
            if (unified(paths) ? line.startsWith("0::") : line.startsWith(SYSTEMD, line.indexOf(':') + 1)) {
                return line.substring(second + 1);
            }
        }
        return "";
    }

    @Override
    public Map<String, String> identities(CgroupPaths paths) {
        return files.identities(paths);
    }

    @Override
    public void join(CgroupPaths paths, int pid) {
        files.join(paths, pid);
    }

    @Override
    public List<Step> enteringBeside(CgroupPaths paths, int init) {
        return files.enteringBeside(paths, init);
    }

    @Override
    public void joinBeside(CgroupPaths paths, int pid, int init) {
        try {
            files.joinBeside(paths, pid, init);
        } catch (HostOperationException refused) {
            int errno = refused.errno().map(Errno::number).orElse(0);
            if (errno != Errno.EACCES && errno != Errno.EPERM) {
                throw refused;
            }
            units(paths).attach(unit(paths), pid);
        }
    }

    @Override
    public void apply(CgroupPaths paths, LinuxResources resources) {
        Units units = units(paths);
        LinuxResources kept = ResourceProperties.asKept(resources);
        List<Property> properties = new ArrayList<>(ResourceProperties.of(kept, unified(paths), units.version()));
        boolean rules = !resources.devices().isEmpty();
        if (rules) {
            properties.addAll(devices(paths, units, resources));
        }
        if (properties.isEmpty()) {
            files.apply(paths, kept);
        } else if (rules && !unified(paths) && !files.frozen(paths)) {
            // systemd denies all devices and then allows some: nobody should be refused what is allowed in between.
            files.freeze(paths, FREEZE_TIMEOUT);
            try {
                set(units, paths, properties, kept);
            } finally {
                files.thaw(paths);
            }
        } else {
            set(units, paths, properties, kept);
        }
    }

    /** The files last, for what systemd writes differently. */
    private void set(Units units, CgroupPaths paths, List<Property> properties, LinuxResources resources) {
        units.set(unit(paths), properties);
        files.apply(paths, resources);
    }

    /**
     * The files first: the kernel refuses what cannot be, such as less memory than is in use, and all that was written is
     * taken back. systemd would say yes, and nothing more if the kernel then says no. Were it told first, it would also
     * lower a limit of v2 that has to be checked before.
     */
    @Override
    public void update(CgroupPaths paths, LinuxResources resources) {
        Units units = units(paths);
        LinuxResources kept = ResourceProperties.asKept(resources);
        List<Property> properties = ResourceProperties.of(kept, unified(paths), units.version());
        if (properties.isEmpty()) {
            files.update(paths, kept);
            return;
        }
        boolean awakes = unified(paths) && ResourceProperties.endIdleness(properties, units.version()) && idle(paths);
        LinuxResources written = awakes ? awake(kept) : kept;
        List<Property> former = units.present(unit(paths), properties);
        files.update(paths, written, () -> setOrNot(units, paths, properties, former, written));
    }

    private static boolean idle(CgroupPaths paths) {
        try {
            return Files.readString(Path.of(managed(paths), "cpu.idle")).strip().equals("1");
        } catch (IOException noneOrNoController) {
            return false;
        }
    }

    /** systemd ends idleness when it is told of a weight; the kernel refuses a weight until somebody does. */
    private static LinuxResources awake(LinuxResources resources) {
        LinuxCpu cpu = resources.cpu().orElseGet(() -> LinuxCpu.builder().build());
        return LinuxResources.builder()
                .from(resources)
                .cpu(LinuxCpu.builder().from(cpu).idle(0).build())
                .build();
    }

    /** A connection that is lost does not say whether systemd has taken over anything. */
    private void setOrNot(
            Units units,
            CgroupPaths paths,
            List<Property> properties,
            List<Property> former,
            LinuxResources resources) {
        try {
            set(units, paths, properties, resources);
        } catch (ContainerException failure) {
            try {
                units.set(unit(paths), former);
            } catch (ContainerException second) {
                if (!String.valueOf(second.getMessage()).equals(failure.getMessage())) {
                    failure.addSuppressed(second);
                }
            }
            throw failure;
        }
    }

    @Override
    public CgroupStats statistics(CgroupPaths paths) {
        return files.statistics(paths);
    }

    @Override
    public List<CgroupWatch> watches(CgroupPaths paths) {
        return files.watches(paths);
    }

    @Override
    public CgroupWatch pressureWatch(CgroupPaths paths, MemoryPressure level) {
        return files.pressureWatch(paths, level);
    }

    @Override
    public List<Step> steps(CgroupPaths paths, LinuxResources resources) {
        return files.steps(paths, resources);
    }

    @Override
    public boolean frozen(CgroupPaths paths) {
        return files.frozen(paths);
    }

    @Override
    public boolean frozenFromAbove(CgroupPaths paths) {
        return files.frozenFromAbove(paths);
    }

    @Override
    public void freeze(CgroupPaths paths, Duration timeout) {
        files.freeze(paths, timeout);
    }

    @Override
    public void thaw(CgroupPaths paths) {
        files.thaw(paths);
    }

    @Override
    public void thawToDie(CgroupPaths paths) {
        files.thawToDie(paths);
    }

    @Override
    public List<Integer> pids(CgroupPaths paths) {
        return isForeign(paths) ? List.of() : files.pids(paths);
    }

    @Override
    public boolean signal(CgroupPaths paths, int signal) {
        return isForeign(paths) || files.signal(paths, signal);
    }

    @Override
    public boolean kill(CgroupPaths paths) {
        return !isForeign(paths) && files.kill(paths);
    }

    @Override
    public long oomKills(CgroupPaths paths) {
        return files.oomKills(paths);
    }

    /**
     * Where systemd cannot be reached the cgroups are removed all the same: a scope ends when its cgroup is empty, and a
     * user's systemd ends with the last session and takes its cgroups away.
     */
    @Override
    public void delete(CgroupPaths paths) {
        if (isForeign(paths) || paths.isEmpty()) {
            return;
        }
        ContainerException unstopped = null;
        try {
            units(paths).stop(unit(paths));
        } catch (ContainerException failure) {
            unstopped = failure;
        }
        try {
            files.delete(paths);
        } catch (ContainerException busy) {
            if (unstopped != null) {
                busy.addSuppressed(unstopped);
            }
            throw busy;
        }
        if (unstopped != null && exists(paths)) {
            throw unstopped;
        }
    }

    @Override
    public List<CgroupHierarchy> hierarchies(CgroupPaths paths) {
        return files.hierarchies(paths);
    }

    private List<Property> devices(CgroupPaths paths, Units units, LinuxResources resources) {
        return DeviceProperties.of(resources.devices(), devices, unified(paths), units.version());
    }

    private boolean isForeign(CgroupPaths paths) {
        return !foreign.isEmpty() && foreign.contains(unit(paths));
    }

    private static boolean exists(CgroupPaths paths) {
        for (String path : paths.paths().values()) {
            if (new File(path).exists()) {
                return true;
            }
        }
        return false;
    }

    /** v1 has an entry for each controller, v2 the one without a name. */
    private static boolean unified(CgroupPaths paths) {
        return paths.paths().size() == 1 && paths.paths().containsKey("");
    }

    /** Where systemd has its unit: in the hierarchy that it keeps its books in. */
    private static String managed(CgroupPaths paths) {
        String path = paths.paths().get(SYSTEMD);
        return path == null ? paths.paths().values().iterator().next() : path;
    }

    private static String unit(CgroupPaths paths) {
        String path = managed(paths);
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.startsWith("_") ? last.substring(1) : last;
    }

    private Units units(CgroupPaths paths) {
        return managers.apply(owner(managed(paths)));
    }

    /** The user whose systemd has a cgroup, which is below {@code user@UID.service} then; -1 for the host's. */
    static int owner(String path) {
        String service = "/user@";
        int start = path.indexOf(service);
        int end = start < 0 ? -1 : path.indexOf(".service/", start);
        if (end < 0) {
            return -1;
        }
        try {
            return Integer.parseUnsignedInt(path, start + service.length(), end, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
