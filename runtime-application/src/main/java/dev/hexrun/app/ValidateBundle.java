package dev.hexrun.app;

import dev.hexrun.domain.validate.Problems;
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
     * @return every problem; none if the bundle can be run here
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if there is no configuration, or it is no JSON
     */
    public Problems validate(Path bundle) {
        return new Problems(loading.problems(bundle));
    }
}
