package dev.hexrun.app;

import jakarta.inject.Inject;
import java.nio.file.Path;

/** Finds everything that is wrong with a bundle, without making anything. */
public final class ValidateBundle {

    private final BundleLoading loading;

    /**
     * Creates the use case.
     *
     * @param loading reads and checks bundles
     */
    @Inject
    public ValidateBundle(BundleLoading loading) {
        this.loading = loading;
    }

    /**
     * Checks a bundle.
     *
     * @param bundle the bundle's folder, absolute
     * @return every problem, none if the bundle can be run here; and every warning
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if there is no configuration, or it is no JSON
     */
    public ValidationResult validate(Path bundle) {
        return loading.validate(bundle);
    }
}
