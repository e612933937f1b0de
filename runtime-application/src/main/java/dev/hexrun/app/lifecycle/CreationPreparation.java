package dev.hexrun.app.lifecycle;

import dev.hexrun.app.bundle.BundleLoading;
import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.host.CallerHost;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.resource.CgroupDelegation;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The part of a creation that changes nothing: it loads and checks the bundle and resolves the cgroups. */
public final class CreationPreparation {

    private final BundleLoading loading;
    private final CallerHost host;
    private final CgroupDrivers drivers;

    /**
     * Creates the object.
     *
     * @param loading reads and checks the bundle
     * @param host the host as this caller sees it
     * @param drivers the cgroup drivers
     */
    @Inject
    public CreationPreparation(BundleLoading loading, CallerHost host, CgroupDrivers drivers) {
        this.loading = loading;
        this.host = host;
        this.drivers = drivers;
    }

    PreparedContainer prepare(CreateRequest request) {
        Path bundle = bundle(request);
        return prepare(request, bundle, loading.load(bundle, request.configuration()));
    }

    /** Prepares a container without warnings about its configuration. */
    PreparedContainer prepareSilently(CreateRequest request) {
        Path bundle = bundle(request);
        return prepare(request, bundle, loading.loadSilently(bundle, request.configuration()));
    }

    private Path bundle(CreateRequest request) {
        return host.files()
                .realPath(request.bundle())
                .orElseThrow(() -> new InvalidConfigurationException(new Problems(
                        List.of(new Problem("", "bundle " + request.bundle() + ": no such file or directory")))));
    }

    private PreparedContainer prepare(CreateRequest request, Path bundle, BundleLoading.Loaded loaded) {
        CgroupDriver driver = drivers.selected();
        ResolvedCgroup cgroup = driver.resolve(cgroupRequest(request, loaded.configuration()));
        String subgroup = loaded.changes().systemdSubgroup();
        boolean ignored = subgroup.isEmpty() || !drivers.areUnits(cgroup.paths());
        return new PreparedContainer(request, bundle, loaded, driver, cgroup, ignored ? "" : subgroup);
    }

    private CgroupRequest cgroupRequest(CreateRequest request, Configuration configuration) {
        Optional<Linux> linux = configuration.linux();
        return new CgroupRequest(
                request.id(),
                linux.isPresent() ? linux.get().cgroupsPath().orElse("") : "",
                host.cgroupCaller(),
                CgroupDelegation.owner(configuration),
                configuration.annotations());
    }
}
