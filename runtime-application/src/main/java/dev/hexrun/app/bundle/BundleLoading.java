package dev.hexrun.app.bundle;

import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.extension.Extensions;
import dev.hexrun.app.host.CallerHost;
import dev.hexrun.app.host.HostChecks;
import dev.hexrun.app.launch.SecurityModules;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.mount.ContainerPath;
import dev.hexrun.domain.validate.ConfigurationValidator;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.bundle.Bundle;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.extension.LaunchChanges;
import dev.hexrun.port.host.HostFiles;
import dev.hexrun.port.security.SecurityRequest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The reader of bundles. It reports all problems of a bundle before anything is created. */
public final class BundleLoading {

    private final BundleReader reader;
    private final CallerHost host;
    private final Extensions extensions;
    private final SecurityModules modules;
    private final Warnings warnings;

    /**
     * Creates the object.
     *
     * @param reader reads bundles
     * @param host the host as this caller sees it
     * @param extensions check the annotations, and change the launch
     * @param modules check the settings of security modules
     * @param warnings receives the warnings of a valid configuration: settings that are ignored or adjusted
     */
    @Inject
    public BundleLoading(
            BundleReader reader, CallerHost host, Extensions extensions, SecurityModules modules, Warnings warnings) {
        this.reader = reader;
        this.host = host;
        this.extensions = extensions;
        this.modules = modules;
        this.warnings = warnings;
    }

    /**
     * A bundle without problems. The bytes of the document are stored, never compared.
     *
     * @param configuration the configuration, with the seccomp agent of an extension
     * @param rootfs the root file system, absolute
     * @param document the bytes of the configuration
     * @param changes the changes that extensions make to the launch
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Loaded(Configuration configuration, Path rootfs, byte[] document, LaunchChanges changes) {}

    /**
     * Reads and validates a bundle, and reports its warnings.
     *
     * @param directory the absolute path of the bundle
     * @param file the absolute path of a configuration to use instead of the one in the bundle
     * @return the bundle
     * @throws InvalidConfigurationException if the bundle has problems; it contains all of them
     */
    public Loaded load(Path directory, Optional<Path> file) {
        Extended extended = valid(directory, file);
        Bundle bundle = extended.bundle();
        if (warnings.enabled()) {
            for (Problem warning : warnings(bundle)) {
                warnings.warn(warning.pointer() + ": " + warning.message());
            }
            for (Problem warning : ConfigurationValidator.ungrantableCapabilities(
                            bundle.configuration(), host.permittedCapabilities())
                    .list()) {
                warnings.warn(warning.pointer() + ": " + warning.message());
            }
        }
        return loaded(extended, directory);
    }

    /**
     * Loads a bundle without warnings.
     *
     * @param directory the absolute path of the bundle directory
     * @param file the absolute path of a configuration to use instead of the one in the bundle
     * @return the bundle
     * @throws InvalidConfigurationException if the bundle has problems
     */
    public Loaded loadSilently(Path directory, Optional<Path> file) {
        return loaded(valid(directory, file), directory);
    }

    private Extended valid(Path directory, Optional<Path> file) {
        Extended extended = read(directory, file);
        List<Problem> problems = problems(extended.bundle(), directory);
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(new Problems(problems));
        }
        return extended;
    }

    private static Loaded loaded(Extended extended, Path directory) {
        Bundle bundle = extended.bundle();
        return new Loaded(
                bundle.configuration(),
                rootfs(bundle.configuration(), directory),
                bundle.document(),
                extended.changes());
    }

    ValidationResult validate(Path directory, Optional<Path> file) {
        return result(read(directory, file).bundle(), directory, Problems.EMPTY);
    }

    ValidationResult validate(Path directory, Optional<Path> file, HostChecks checks) {
        Bundle bundle = read(directory, file).bundle();
        return result(bundle, directory, checks.check(bundle.configuration(), directory));
    }

    private ValidationResult result(Bundle bundle, Path directory, Problems ofHost) {
        List<Problem> warnings = new ArrayList<>(warnings(bundle));
        warnings.addAll(reader.unknownMembers(bundle.document()).list());
        return new ValidationResult(new Problems(problems(bundle, directory)).and(ofHost), new Problems(warnings));
    }

    /**
     * A bundle with the changes of extensions.
     *
     * @param bundle the bundle, with the seccomp agent of an extension
     * @param changes the changes; {@link LaunchChanges#NONE} if an extension has found a problem
     */
    private record Extended(Bundle bundle, LaunchChanges changes) {}

    /** Returns a bundle with the problems that extensions find, or else with the changes that they make to it. */
    private Extended extended(Bundle bundle) {
        Configuration configuration = bundle.configuration();
        List<Problem> problems = extensions.check(configuration);
        if (!problems.isEmpty()) {
            return new Extended(
                    new Bundle(configuration, bundle.problems().and(new Problems(problems)), bundle.document()),
                    LaunchChanges.NONE);
        }
        LaunchChanges changes = extensions.changes(configuration);
        return new Extended(
                new Bundle(Extensions.apply(configuration, changes), bundle.problems(), bundle.document()), changes);
    }

    /**
     * Reads a bundle. A mount destination that is written as a path of the host is replaced by the path in the
     * container.
     */
    private Extended read(Path directory, Optional<Path> file) {
        Extended extended = extended(file.isPresent() ? reader.readFile(file.get()) : reader.read(directory));
        Bundle bundle = extended.bundle();
        Configuration configuration = bundle.configuration();
        String root = rootPath(configuration);
        if (!isPath(root)) {
            return extended;
        }
        String rootfs = rootfs(configuration, directory).toString();
        boolean changed = false;
        List<Mount> mounts = new ArrayList<>(configuration.mounts().size());
        for (Mount mount : configuration.mounts()) {
            String inside = ContainerPath.relativeToRootfs(mount.destination(), rootfs);
            boolean same = inside.equals(mount.destination());
            changed |= !same;
            mounts.add(
                    same
                            ? mount
                            : Mount.builder().from(mount).destination(inside).build());
        }
        return changed
                ? new Extended(
                        new Bundle(
                                Configuration.builder()
                                        .from(configuration)
                                        .mounts(mounts)
                                        .build(),
                                bundle.problems(),
                                bundle.document()),
                        extended.changes())
                : extended;
    }

    private static String rootPath(Configuration configuration) {
        return configuration.root().isPresent() ? configuration.root().get().path() : "";
    }

    private static boolean isPath(String text) {
        return !text.isEmpty() && text.indexOf(0) < 0;
    }

    private static List<Problem> warnings(Bundle bundle) {
        return ConfigurationValidator.warnings(bundle.configuration()).list();
    }

    private List<Problem> problems(Bundle bundle, Path directory) {
        Problems found = ConfigurationValidator.validate(bundle.configuration(), host);
        List<Problem> problems = new ArrayList<>(bundle.problems().and(found).list());
        problems.addAll(modules.check(bundle.configuration(), SecurityRequest.Role.INIT));
        if (bundle.configuration().process().isEmpty()) {
            // The specification allows create without a process, and then start fails; no known client relies on that.
            problems.add(new Problem(
                    "/process", "process property must not be empty: a container without one is not supported"));
        }
        if (isPath(rootPath(bundle.configuration()))) {
            checkRootfs(rootfs(bundle.configuration(), directory), problems);
        }
        return problems;
    }

    private static Path rootfs(Configuration configuration, Path directory) {
        return directory.resolve(configuration.root().orElseThrow().path()).normalize();
    }

    private void checkRootfs(Path rootfs, List<Problem> problems) {
        HostFiles files = host.files();
        switch (files.kind(rootfs)) {
            case DIRECTORY -> {
                if (!files.realPath(rootfs).equals(Optional.of(rootfs))) {
                    problems.add(new Problem("/root/path", "invalid rootfs: not an absolute path, or a symlink"));
                }
            }
            case MISSING -> {
                if (files.linkTarget(rootfs).isEmpty()) {
                    problems.add(new Problem("/root/path", "stat " + rootfs + ": no such file or directory"));
                } else {
                    problems.add(new Problem("/root/path", rootfs + " is not a directory"));
                }
            }
            case FILE, OTHER -> problems.add(new Problem("/root/path", rootfs + " is not a directory"));
        }
    }
}
