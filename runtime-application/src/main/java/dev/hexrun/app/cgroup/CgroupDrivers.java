package dev.hexrun.app.cgroup;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.launch.ContainerLauncher;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The cgroup driver of a container: for a new one the chosen driver, for one that exists the driver that made its
 * cgroups, whatever the command line says now.
 */
public final class CgroupDrivers implements CgroupDriverContext {

    private final Adapters adapters;
    private final RuntimeSettings settings;
    private final CommandContext context;
    private final CgroupTreeWalker walker;
    private final Map<String, CgroupDriver> made = new HashMap<>();

    /**
     * Creates the choice.
     *
     * @param adapters where drivers are found
     * @param settings whether containers have cgroups at all
     * @param context the caller, whose environment a driver may need
     * @param launcher whose native side walks cgroups
     */
    @Inject
    public CgroupDrivers(
            Adapters adapters, RuntimeSettings settings, CommandContext context, Provider<ContainerLauncher> launcher) {
        this.adapters = adapters;
        this.settings = settings;
        this.context = context;
        this.walker = new LazyTreeWalker(launcher);
    }

    public CgroupDriver selected() {
        return settings.cgroups() == RuntimeSettings.CgroupUse.NONE
                ? new NoCgroups()
                : create(adapters.choose(Port.CGROUP_DRIVER));
    }

    /**
     * The driver of a container. Until the record says that its cgroups are made, and after other ones were made at the same
     * paths, what is there belongs to another container: then it is a driver that does nothing.
     */
    public CgroupDriver forContainer(ContainerRecord record) {
        return replaced(record) ? new NoCgroups() : unchecked(record);
    }

    /** The same without a look at whether the cgroups are still those of this container. */
    public CgroupDriver unchecked(ContainerRecord record) {
        CgroupPaths paths = record.cgroups();
        return paths.isEmpty() || record.phase() == ContainerRecord.Phase.RESERVED
                ? new NoCgroups()
                : driverNamed(paths);
    }

    /** Returns whether other cgroups were made at the paths of a container's, after those were removed. */
    public boolean replaced(ContainerRecord record) {
        if (record.cgroupIds().isEmpty()) {
            return false;
        }
        for (Map.Entry<String, String> present :
                unchecked(record).identities(record.cgroups()).entrySet()) {
            String former = record.cgroupIds().get(present.getKey());
            if (former != null && !former.equals(present.getValue())) {
                return true;
            }
        }
        return false;
    }

    /** The driver that was chosen to make these cgroups, usable or not. */
    public CgroupDriver driverNamed(CgroupPaths paths) {
        return create(adapters.installed(Port.CGROUP_DRIVER, paths.driver()));
    }

    @Override
    public CgroupDriver driver(String name) {
        return create(adapters.named(Port.CGROUP_DRIVER, name));
    }

    @Override
    public Optional<String> variable(String name) {
        return context.variable(name);
    }

    @Override
    public CgroupTreeWalker treeWalker() {
        return walker;
    }

    /** One of each, since a driver looks at every mount of the host when it is made. */
    private CgroupDriver create(CgroupDriverProvider provider) {
        CgroupDriver driver = made.get(provider.name());
        if (driver == null) {
            driver = provider.create(adapters.host(), this);
            made.put(provider.name(), driver);
        }
        return driver;
    }
}
