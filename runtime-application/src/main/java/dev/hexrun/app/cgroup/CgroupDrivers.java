package dev.hexrun.app.cgroup;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupFeatures;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupMonitor;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.launch.ContainerLauncher;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cgroup drivers of a command: the selected driver for a new container, and for an existing container the driver
 * that created its cgroups, regardless of the command line. The caller closes the object when the command ends.
 */
@Singleton
public final class CgroupDrivers implements CgroupDriverContext, AutoCloseable {

    /** The driver that can access the cgroups of any other driver by their paths. */
    private static final String FALLBACK = "cgroupfs";

    private final Adapters adapters;
    private final RuntimeSettings settings;
    private final CommandContext context;
    private final CgroupTreeWalker walker;
    private final Map<String, CgroupDriver> created = new HashMap<>();

    /**
     * Creates the object.
     *
     * @param adapters provides the drivers
     * @param settings the global settings, which can turn cgroups off for new containers
     * @param context the caller, whose environment a driver may read
     * @param launcher walks cgroups in the native program
     */
    @Inject
    public CgroupDrivers(
            Adapters adapters, RuntimeSettings settings, CommandContext context, Provider<ContainerLauncher> launcher) {
        this.adapters = adapters;
        this.settings = settings;
        this.context = context;
        this.walker = new LazyTreeWalker(launcher);
    }

    /**
     * Returns the driver for a new container.
     *
     * @return the selected driver
     */
    public CgroupDriver selected() {
        return settings.cgroups() == RuntimeSettings.CgroupUse.NONE
                ? new NoCgroups()
                : create(adapters.chosen(Port.CGROUP_DRIVER));
    }

    /**
     * Returns the cgroups of a container. Processes in the cgroup paths may belong to another container until the
     * record says that the cgroups are created, and after other cgroups were created at the same paths: then this
     * method returns {@link NoCgroup}.
     *
     * @param record the container
     * @return the cgroups
     */
    public Cgroup forContainer(ContainerRecord record) {
        return isReplaced(record) ? new NoCgroup(record.cgroups().driver()) : unchecked(record);
    }

    /**
     * Returns the cgroups of a container like {@link #forContainer}, but does not check whether other cgroups have
     * replaced them.
     *
     * @param record the container
     * @return the cgroups
     */
    public Cgroup unchecked(ContainerRecord record) {
        CgroupPaths paths = record.cgroups();
        return paths.isEmpty() || record.phase() == ContainerRecord.Phase.RESERVED
                ? new NoCgroup(paths.driver())
                : open(paths);
    }

    /**
     * Returns whether other cgroups were created at the paths of a container after its own were removed.
     *
     * @param record the container
     * @return {@code true} if the identity of a cgroup differs from the recorded identity
     */
    public boolean isReplaced(ContainerRecord record) {
        if (record.cgroupIds().isEmpty()) {
            return false;
        }
        for (Map.Entry<String, String> present : unchecked(record).identities().entrySet()) {
            String former = record.cgroupIds().get(present.getKey());
            if (former != null && !former.equals(present.getValue())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Opens cgroups with the driver that created them, even if that driver is no longer usable. If the driver is no
     * longer installed or cannot be loaded, opens them with the cgroupfs driver, so that the container can be listed,
     * killed and deleted.
     *
     * @param paths the paths; not {@link CgroupPaths.None}
     * @return the cgroups; {@link NoCgroup} if there is no cgroupfs driver either
     */
    public Cgroup open(CgroupPaths paths) {
        CgroupDriver known = created.get(paths.driver());
        return known == null ? openFirst(paths) : known.open(paths);
    }

    private Cgroup openFirst(CgroupPaths paths) {
        try {
            return create(adapters.installedAdapter(Port.CGROUP_DRIVER, paths.driver()))
                    .open(paths);
        } catch (AdapterException missing) {
            if (paths.driver().equals(FALLBACK)) {
                throw missing;
            }
            return fallback(paths, missing);
        }
    }

    private Cgroup fallback(CgroupPaths paths, AdapterException missing) {
        CgroupDriver driver;
        try {
            driver = create(adapters.installedAdapter(Port.CGROUP_DRIVER, FALLBACK));
            adapters.warn(missing.message() + "; the recorded cgroups are accessed through " + FALLBACK);
        } catch (AdapterException none) {
            driver = new NoCgroups();
            adapters.warn(missing.message() + "; the recorded cgroups are not accessed");
        }
        created.put(paths.driver(), driver);
        return driver.open(paths);
    }

    /**
     * Checks that the driver of a container is installed. Operations that only that driver can perform correctly, such as
     * the execution of another process in the container, call it first.
     *
     * @param record the container
     * @throws AdapterException if the driver is not installed or cannot be loaded
     */
    public void requireDriver(ContainerRecord record) {
        if (!record.cgroups().isEmpty()) {
            create(adapters.installedAdapter(
                    Port.CGROUP_DRIVER, record.cgroups().driver()));
        }
    }

    /**
     * Returns whether cgroups are units of systemd, which moves processes into the cgroup of a unit only.
     *
     * @param paths the paths of the cgroups
     * @return {@code true} if the driver that has created them declares {@link CgroupFeatures#systemd}; {@code false} if
     *     it does not, or if there are no cgroups
     * @throws AdapterException if the driver is not installed or fails
     */
    public boolean areUnits(CgroupPaths paths) {
        return !paths.isEmpty()
                && adapters.create(
                                adapters.installedAdapter(Port.CGROUP_DRIVER, paths.driver()),
                                CgroupDriverProvider::cgroupFeatures)
                        .systemd();
    }

    /**
     * Returns the steps by which a process joins cgroups.
     *
     * @param join the driver's way to join
     * @return the driver's steps, or the step that waits at a sync point while the runtime moves the process
     */
    public static List<Step> steps(CgroupJoin join) {
        return join instanceof CgroupJoin.BySteps bySteps
                ? bySteps.steps()
                : List.of(new ProcessStep.ReachSyncPoint(SyncPoint.LAUNCHER_READY));
    }

    /**
     * Returns whether the OOM killer has killed a process.
     *
     * @param cgroup the cgroups
     * @return {@code true} if it has; {@code false} if it has not, or if the driver does not know
     */
    public static boolean isOomKilled(Cgroup cgroup) {
        Optional<CgroupMonitor> monitor = cgroup.monitor();
        return monitor.isPresent() && monitor.get().oomKills().orElse(0) > 0;
    }

    /**
     * Thaws cgroups and their descendants, so that killed processes can exit.
     *
     * @param cgroup the cgroups, which may have no freezer
     */
    public static void thawRecursively(Cgroup cgroup) {
        Optional<CgroupFreezer> freezer = cgroup.freezer();
        if (freezer.isPresent()) {
            freezer.get().thawRecursively();
        }
    }

    @Override
    public Optional<String> variable(String name) {
        return context.variable(name);
    }

    @Override
    public CgroupTreeWalker treeWalker() {
        return walker;
    }

    /** Returns a driver for another one that wraps it. A chain of drivers is not supported, and so no cycle is possible. */
    @Override
    public CgroupDriver driver(String name) {
        FoundAdapter<CgroupDriverProvider> adapter = adapters.installedAdapter(Port.CGROUP_DRIVER, name);
        if (!adapter.location().isEmpty()) {
            throw new AdapterException(
                    adapter.port(), name, "only a driver of the distribution can be wrapped by another one");
        }
        return create(adapter);
    }

    /** Closes every driver that was created. */
    @Override
    public void close() {
        for (CgroupDriver driver : created.values()) {
            driver.close();
        }
        created.clear();
    }

    /** Returns the driver of a provider. Creates each driver once, since its creation reads all mounts of the host. */
    private CgroupDriver create(FoundAdapter<CgroupDriverProvider> adapter) {
        CgroupDriver driver = created.get(adapter.name());
        if (driver == null) {
            driver = adapters.create(adapter, provider -> provider.create(adapters.host(), this));
            created.put(adapter.name(), driver);
        }
        return driver;
    }
}
