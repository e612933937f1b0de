package dev.hexrun.app.launch;

import dev.hexrun.app.adapters.AdapterHandle;
import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.BrokenAdapterException;
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
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The security modules in use. Each of them checks every configuration and contributes to the plan of every process.
 *
 * <p>A module that fails, or does not label a process as the configuration requests, makes the creation of a process
 * fail if the configuration uses a feature of the module, or if the module declares no features, so that no process runs
 * unconfined by mistake. For other configurations the failure is a warning.
 *
 * <p>A module that cannot be loaded has no known features. It is an error if the user has chosen it by name, otherwise a
 * warning: a damaged jar would prevent every container.
 */
@Singleton
public final class SecurityModules {

    private final Adapters adapters;
    private final Warnings warnings;
    private @Nullable List<AdapterHandle<SecurityModuleProvider, SecurityModule>> modules;

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
    }

    /**
     * Returns the problems that the modules find in a configuration.
     *
     * @param configuration the configuration
     * @param role the role of its process
     * @return the problems; empty if there are none
     * @throws AdapterException if a module fails that the configuration needs
     */
    public List<Problem> check(Configuration configuration, SecurityRequest.Role role) {
        Check check = new Check(new SecurityRequest(Optional.empty(), configuration, role));
        List<Problem> problems = new ArrayList<>(0);
        for (AdapterHandle<?, SecurityModule> module : inUse()) {
            try {
                problems.addAll(module.call(check));
            } catch (BrokenAdapterException broken) {
                report(module, configuration, broken);
            }
        }
        return problems;
    }

    /**
     * Returns what all modules contribute to the plan of a process.
     *
     * @param request the process, whose configuration has no problems
     * @return the contributions
     * @throws ContainerException if a module refuses the process, if a module fails and the configuration needs it, or
     *     if two modules have different labels for mounts
     */
    public SecurityContribution contribute(SecurityRequest request) {
        Contribute contribute = new Contribute(request);
        SecurityContribution all = SecurityContribution.NONE;
        for (AdapterHandle<?, SecurityModule> module : inUse()) {
            SecurityContribution one;
            try {
                one = module.call(contribute);
            } catch (BrokenAdapterException broken) {
                report(module, request.configuration(), broken);
                continue;
            }
            requireLabel(module, request.configuration(), one);
            requireSameMountLabel(module, all, one);
            all = all.and(one);
        }
        return all;
    }

    /** Returns the modules; the same objects for the whole command. */
    private List<AdapterHandle<SecurityModuleProvider, SecurityModule>> inUse() {
        List<AdapterHandle<SecurityModuleProvider, SecurityModule>> present = modules;
        if (present == null) {
            present = adapters.handles(Port.SECURITY_MODULE, new Opening(adapters));
            modules = present;
        }
        return present;
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

    /** A call of {@link SecurityModule#check}. Not a lambda expression, like the others. */
    private static final class Check implements Function<SecurityModule, List<Problem>> {

        private final SecurityRequest request;

        Check(SecurityRequest request) {
            this.request = request;
        }

        @Override
        public List<Problem> apply(SecurityModule module) {
            return List.copyOf(module.check(request));
        }
    }

    /** A call of {@link SecurityModule#contribute}. */
    private static final class Contribute implements Function<SecurityModule, SecurityContribution> {

        private final SecurityRequest request;

        Contribute(SecurityRequest request) {
            this.request = request;
        }

        @Override
        public SecurityContribution apply(SecurityModule module) {
            return module.contribute(request);
        }
    }

    private void report(
            AdapterHandle<?, SecurityModule> module, Configuration configuration, BrokenAdapterException broken) {
        AdapterException failure = module.exception(broken.reason());
        if (isNeeded(module.features(), configuration)) {
            throw failure;
        }
        if (warnings.enabled()) {
            warnings.warn("not used by the configuration: " + failure.message());
        }
    }

    /** Mounts have one label. Two modules that are active at once, each with labels for mounts, need different options. */
    private static void requireSameMountLabel(
            AdapterHandle<?, SecurityModule> module, SecurityContribution others, SecurityContribution one) {
        if (others.mountContext().isPresent()
                && one.mountContext().isPresent()
                && !others.mountContext().get().equals(one.mountContext().get())) {
            throw module.exception("labels mounts with \"" + one.mountContext().get()
                    + "\", another security module with \""
                    + others.mountContext().get() + "\"");
        }
    }

    /** Throws if a module does not label the process although the configuration requests a label of its feature. */
    private static void requireLabel(
            AdapterHandle<?, SecurityModule> module, Configuration configuration, SecurityContribution contribution) {
        if (!contribution.labelSteps().isEmpty() || !contribution.programSteps().isEmpty()) {
            return;
        }
        for (OptionalFeature feature : module.features()) {
            if (feature.labelsProcess(configuration)) {
                throw module.exception(
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
