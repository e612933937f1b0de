package dev.hexrun.app.launch;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.app.command.Warnings;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityModuleProvider;
import dev.hexrun.port.security.SecurityRequest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The security modules in use. Each of them checks every configuration and contributes to the plan of every process.
 *
 * <p>A module that fails, or does not label a process as the configuration requests, makes the creation of a process fail if the configuration uses a feature of the module, or if
 * the module declares no features, so that no process runs unconfined by mistake. For other configurations the failure
 * is a warning.
 */
public final class SecurityModules {

    private final Adapters adapters;
    private final Warnings warnings;
    private final Function<SecurityModuleProvider, SecurityModule> opening;

    /**
     * Creates the object.
     *
     * @param adapters provides the modules
     * @param warnings receives failures of modules that a configuration does not need
     */
    @Inject
    public SecurityModules(Adapters adapters, Warnings warnings) {
        this.adapters = adapters;
        this.warnings = warnings;
        this.opening = new Opening(adapters);
    }

    /**
     * Returns the problems that the modules find in a configuration.
     *
     * @param configuration the configuration
     * @param role the role of its process
     * @return the problems; empty if there are none
     * @throws AdapterException if a module fails that the configuration needs
     */
    @SuppressWarnings("CatchThrowable") // a vendor's code may throw any error
    public List<Problem> check(Configuration configuration, SecurityRequest.Role role) {
        SecurityRequest request = new SecurityRequest(Optional.empty(), configuration, role);
        List<Problem> problems = new ArrayList<>(0);
        for (FoundAdapter<SecurityModuleProvider> adapter : adapters.inUse(Port.SECURITY_MODULE)) {
            SecurityModule module = open(adapter, configuration);
            if (module == null) {
                continue;
            }
            try {
                problems.addAll(module.check(request));
            } catch (ContainerException refused) {
                throw refused;
            } catch (Throwable broken) {
                report(adapter, configuration, failure(adapter, broken));
            }
        }
        return problems;
    }

    /**
     * Returns what all modules contribute to the plan of a process.
     *
     * @param request the process, whose configuration has no problems
     * @return the contributions
     * @throws ContainerException if a module refuses the process, or fails and the configuration needs it
     */
    @SuppressWarnings("CatchThrowable") // a vendor's code may throw any error
    public SecurityContribution contribute(SecurityRequest request) {
        SecurityContribution all = SecurityContribution.NONE;
        for (FoundAdapter<SecurityModuleProvider> adapter : adapters.inUse(Port.SECURITY_MODULE)) {
            SecurityModule module = open(adapter, request.configuration());
            if (module == null) {
                continue;
            }
            SecurityContribution one = SecurityContribution.NONE;
            try {
                one = module.contribute(request);
                all = all.and(one);
            } catch (ContainerException refused) {
                throw refused;
            } catch (Throwable broken) {
                report(adapter, request.configuration(), failure(adapter, broken));
            }
            requireLabel(adapter, request.configuration(), one);
        }
        return all;
    }

    /** Opens a module; {@code null} if it is not usable, or fails and the configuration does not need it. */
    @SuppressWarnings("CatchThrowable") // a vendor's code may throw any error
    private @Nullable SecurityModule open(FoundAdapter<SecurityModuleProvider> adapter, Configuration configuration) {
        if (!adapter.usable()) {
            return null;
        }
        try {
            return adapters.create(adapter, opening);
        } catch (AdapterException broken) {
            report(adapter, configuration, broken);
        } catch (Throwable broken) {
            report(adapter, configuration, failure(adapter, broken));
        }
        return null;
    }

    /** A class and not a lambda expression, whose first evaluation takes longer than the rest of a short command. */
    private static final class Opening implements Function<SecurityModuleProvider, SecurityModule> {

        private final Adapters adapters;

        Opening(Adapters adapters) {
            this.adapters = adapters;
        }

        @Override
        public SecurityModule apply(SecurityModuleProvider provider) {
            return provider.open(adapters.host());
        }
    }

    private static AdapterException failure(FoundAdapter<?> adapter, Throwable broken) {
        String location = adapter.location();
        String name = location.isEmpty() ? adapter.name() : adapter.name() + " (" + location + ")";
        return new AdapterException(adapter.port(), name, "failed: " + broken, broken);
    }

    private void report(
            FoundAdapter<SecurityModuleProvider> adapter, Configuration configuration, AdapterException broken) {
        if (isNeeded(adapter.features(), configuration)) {
            throw broken;
        }
        if (warnings.enabled()) {
            warnings.warn("not used by the configuration: " + broken.message());
        }
    }

    /** Throws if a module does not label the process although the configuration requests a label of its feature. */
    private static void requireLabel(
            FoundAdapter<?> adapter, Configuration configuration, SecurityContribution contribution) {
        if (!contribution.labelSteps().isEmpty() || !contribution.programSteps().isEmpty()) {
            return;
        }
        for (OptionalFeature feature : adapter.features()) {
            if (feature.labelsProcess(configuration)) {
                throw new AdapterException(
                        adapter.port(),
                        adapter.name(),
                        "contributes no label of the process, which the configuration requests for " + feature.title());
            }
        }
    }

    private static boolean isNeeded(Set<OptionalFeature> features, Configuration configuration) {
        for (OptionalFeature feature : features) {
            if (feature.isUsedBy(configuration)) {
                return true;
            }
        }
        return features.isEmpty();
    }
}
