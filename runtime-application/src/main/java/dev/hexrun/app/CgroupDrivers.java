package dev.hexrun.app;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupPaths;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;

/**
 * The cgroup driver of a container: for a new one the chosen driver, for one that exists the driver that made its
 * cgroups, whatever the command line says now.
 */
public final class CgroupDrivers {

    private final Adapters adapters;
    private final RuntimeSettings settings;
    private final Map<String, CgroupDriver> made = new HashMap<>();

    /**
     * Creates the choice.
     *
     * @param adapters where drivers are found
     * @param settings whether containers have cgroups at all
     */
    @Inject
    public CgroupDrivers(Adapters adapters, RuntimeSettings settings) {
        this.adapters = adapters;
        this.settings = settings;
    }

    CgroupDriver forNew() {
        return settings.cgroups() == RuntimeSettings.CgroupUse.NONE
                ? new NoCgroups()
                : create(adapters.choose(Port.CGROUP_DRIVER));
    }

    CgroupDriver of(ContainerRecord record) {
        CgroupPaths paths = record.cgroups();
        return paths.isEmpty() ? new NoCgroups() : create(adapters.named(Port.CGROUP_DRIVER, paths.driver()));
    }

    /** One of each, since a driver looks at every mount of the host when it is made. */
    private CgroupDriver create(CgroupDriverProvider provider) {
        CgroupDriver driver = made.get(provider.name());
        if (driver == null) {
            driver = provider.create(adapters.hostInspector().facts());
            made.put(provider.name(), driver);
        }
        return driver;
    }
}
