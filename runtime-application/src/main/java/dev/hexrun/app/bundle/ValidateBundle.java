package dev.hexrun.app.bundle;

import dev.hexrun.app.host.HostChecks;
import jakarta.inject.Inject;
import java.nio.file.Path;

/** Finds everything that is wrong with a bundle, without making anything. */
public final class ValidateBundle {

    private final BundleLoading loading;
    private final HostChecks checks;

    /**
     * Creates the use case.
     *
     * @param loading reads and checks bundles
     * @param checks what bundles need of the host
     */
    @Inject
    public ValidateBundle(BundleLoading loading, HostChecks checks) {
        this.loading = loading;
        this.checks = checks;
    }

    /**
     * Checks a bundle.
     *
     * @param bundle the bundle's folder, absolute
     * @param host whether to check also what the bundle needs of this host, and of its root file system
     * @return every problem, none if the bundle can be run here; and every warning
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if there is no configuration, or it is no JSON
     */
    public ValidationResult validate(Path bundle, boolean host) {
        return host ? loading.validate(bundle, checks) : loading.validate(bundle);
    }
}
