package dev.hexrun.app.bundle;

import dev.hexrun.app.host.HostChecks;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;

/** The validate use case: reports every problem of a bundle and creates nothing. */
public final class ValidateBundle {

    private final BundleLoading loading;
    private final HostChecks checks;

    /**
     * Creates the use case.
     *
     * @param loading reads and checks bundles
     * @param checks checks the requirements of bundles on the host
     */
    @Inject
    public ValidateBundle(BundleLoading loading, HostChecks checks) {
        this.loading = loading;
        this.checks = checks;
    }

    /**
     * Checks a bundle.
     *
     * @param bundle the absolute path of the bundle directory
     * @param file the absolute path of a configuration to use instead of the one in the bundle
     * @param host whether to check also the bundle's requirements on this host and on its root file system
     * @return every problem, none if the bundle can run here; and every warning
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the configuration is missing or not JSON
     */
    public ValidationResult validate(Path bundle, Optional<Path> file, boolean host) {
        return host ? loading.validate(bundle, file, checks) : loading.validate(bundle, file);
    }
}
