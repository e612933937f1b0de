package dev.hexrun.app.extension;

import dev.hexrun.app.adapters.AdapterHandle;
import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.BrokenAdapterException;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.HookOutput;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.extension.ContainerExtension;
import dev.hexrun.port.extension.ContainerExtensionProvider;
import dev.hexrun.port.extension.LaunchChanges;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All usable container extensions. They are not loaded for a configuration without annotations.
 *
 * <p>An extension that throws an exception makes the command fail with its name: the container must not run without the
 * changes that its annotations request. An extension is created once in a command.
 */
@Singleton
public final class Extensions {

    private final Adapters adapters;
    private @Nullable List<AdapterHandle<ContainerExtensionProvider, ContainerExtension>> extensions;

    /**
     * Creates the object.
     *
     * @param adapters provides the extensions
     */
    @Inject
    public Extensions(Adapters adapters) {
        this.adapters = adapters;
    }

    /**
     * Checks the annotations of a configuration.
     *
     * @param configuration the configuration
     * @return the problems that the extensions have found
     * @throws AdapterException if an extension fails
     */
    public List<Problem> check(Configuration configuration) {
        if (configuration.annotations().isEmpty()) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        for (AdapterHandle<?, ContainerExtension> extension : inUse()) {
            problems.addAll(call(extension, present -> List.copyOf(present.check(configuration))));
        }
        return problems;
    }

    /**
     * Returns the changes of all extensions to a launch.
     *
     * @param configuration the configuration, without problems
     * @return the changes
     * @throws AdapterException if an extension fails, or sets another value than an extension before it
     */
    public LaunchChanges changes(Configuration configuration) {
        if (configuration.annotations().isEmpty()) {
            return LaunchChanges.NONE;
        }
        LaunchChanges combined = LaunchChanges.NONE;
        boolean first = true;
        for (AdapterHandle<?, ContainerExtension> extension : inUse()) {
            LaunchChanges changes = call(extension, present -> present.changes(configuration));
            combined = first ? changes : combined(combined, changes, extension);
            first = false;
        }
        return combined;
    }

    /**
     * Returns the annotations that the extensions understand. An extension that fails is left out with a warning, since
     * the description of the other features does not depend on it.
     *
     * @return names, and prefixes that end with a dot
     */
    public List<String> annotations() {
        List<String> names = new ArrayList<>();
        for (AdapterHandle<?, ContainerExtension> extension : inUse()) {
            try {
                names.addAll(call(extension, present -> List.copyOf(present.annotations())));
            } catch (AdapterException failure) {
                adapters.warn(failure.message());
            }
        }
        return names;
    }

    /**
     * Returns the annotations that the extensions add to the output of {@code features}. An extension that fails is
     * left out with a warning.
     *
     * @return values by name
     */
    public Map<String, String> features() {
        Map<String, String> features = new LinkedHashMap<>();
        for (AdapterHandle<?, ContainerExtension> extension : inUse()) {
            try {
                features.putAll(call(extension, present -> new LinkedHashMap<>(present.features())));
            } catch (AdapterException failure) {
                adapters.warn(failure.message());
            }
        }
        return features;
    }

    /** Returns the extensions; the same objects for the whole command. */
    private List<AdapterHandle<ContainerExtensionProvider, ContainerExtension>> inUse() {
        List<AdapterHandle<ContainerExtensionProvider, ContainerExtension>> present = extensions;
        if (present == null) {
            present = adapters.handles(Port.CONTAINER_EXTENSION, provider -> provider.create(adapters.host()));
            extensions = present;
        }
        return present;
    }

    /** Calls an extension. A refusal is a failure as well: an extension reports problems in {@code check}. */
    private static <R> R call(AdapterHandle<?, ContainerExtension> extension, Function<ContainerExtension, R> code) {
        try {
            return extension.call(code);
        } catch (BrokenAdapterException failure) {
            throw extension.exception(failure.reason());
        } catch (ContainerException failure) {
            throw extension.exception("failed: " + failure.message());
        }
    }

    /**
     * Returns a configuration with the seccomp agent of the changes, if its profile names none.
     *
     * @param configuration the configuration
     * @param changes the changes
     * @return the configuration to launch
     */
    public static Configuration apply(Configuration configuration, LaunchChanges changes) {
        Optional<LinuxSeccomp> profile = configuration.linux().flatMap(Linux::seccomp);
        if (changes.seccompListener().isEmpty()
                || profile.isEmpty()
                || !profile.get().listenerPath().orElse("").isEmpty()) {
            return configuration;
        }
        Linux linux = Linux.builder()
                .from(configuration.linux().orElseThrow())
                .seccomp(LinuxSeccomp.builder()
                        .from(profile.get())
                        .listenerPath(changes.seccompListener().get())
                        .build())
                .build();
        return Configuration.builder().from(configuration).linux(linux).build();
    }

    /**
     * Returns the files for the output of hooks.
     *
     * @param changes the changes
     * @return the files
     */
    public static HookOutput hookOutput(LaunchChanges changes) {
        return new HookOutput(
                changes.hookOutput().orElse(""), changes.hookErrorOutput().orElse(""));
    }

    private static LaunchChanges combined(
            LaunchChanges first, LaunchChanges second, AdapterHandle<?, ContainerExtension> extension) {
        Map<String, String> members = new LinkedHashMap<>(first.stateMembers());
        for (Map.Entry<String, String> member : second.stateMembers().entrySet()) {
            String present = members.put(member.getKey(), member.getValue());
            if (present != null && !present.equals(member.getValue())) {
                throw conflict("the member " + member.getKey() + " of the state", extension);
            }
        }
        return new LaunchChanges(
                first.keepGroups() || second.keepGroups(),
                first.refuseUnknownSystemCalls() || second.refuseUnknownSystemCalls(),
                one(first.hookOutput(), second.hookOutput(), "the output of hooks", extension),
                one(first.hookErrorOutput(), second.hookErrorOutput(), "the error output of hooks", extension),
                one(first.seccompListener(), second.seccompListener(), "the seccomp agent", extension),
                one(first.pidfdSocket(), second.pidfdSocket(), "the pidfd socket", extension),
                one(first.mountContextType(), second.mountContextType(), "the mount context type", extension),
                one(first.systemdSubgroup(), second.systemdSubgroup(), "the subgroup", extension),
                one(first.delegatedSubgroup(), second.delegatedSubgroup(), "the delegated subgroup", extension),
                members);
    }

    private static Optional<String> one(
            Optional<String> first,
            Optional<String> second,
            String subject,
            AdapterHandle<?, ContainerExtension> extension) {
        String value = one(first.orElse(""), second.orElse(""), subject, extension);
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static String one(
            String first, String second, String subject, AdapterHandle<?, ContainerExtension> extension) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        if (!first.equals(second)) {
            throw conflict(subject, extension);
        }
        return first;
    }

    private static AdapterException conflict(String subject, AdapterHandle<?, ContainerExtension> extension) {
        return extension.exception("sets another value for " + subject + " than another extension");
    }
}
