package dev.hexrun.app.bundle;

import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.host.HostChecks;
import dev.hexrun.app.host.HostPolicy;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.mount.ContainerPath;
import dev.hexrun.domain.validate.ConfigurationValidator;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.bundle.Bundle;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.host.HostFiles;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The reader of bundles. It reports all problems of a bundle before anything is created. */
public final class BundleLoading {

    private final BundleReader reader;
    private final HostPolicy host;
    private final Warnings remarks;

    /**
     * Creates the object.
     *
     * @param reader reads bundles
     * @param host the permissions and features that the host provides to this caller
     * @param remarks receives the warnings of a valid configuration: settings that are ignored or adjusted
     */
    @Inject
    public BundleLoading(BundleReader reader, HostPolicy host, Warnings remarks) {
        this.reader = reader;
        this.host = host;
        this.remarks = remarks;
    }

    /** A bundle without problems. The bytes of the document are stored, never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Loaded(Configuration configuration, Path rootfs, byte[] document) {}

    public Loaded load(Path folder) {
        Bundle bundle = read(folder);
        List<Problem> problems = problems(bundle, folder);
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(new Problems(problems));
        }
        if (remarks.enabled()) {
            for (Problem warning : warnings(bundle)) {
                remarks.warn(warning.pointer() + ": " + warning.message());
            }
            for (Problem warning : host.ungrantableCapabilities(bundle.configuration())) {
                remarks.warn(warning.pointer() + ": " + warning.message());
            }
        }
        return new Loaded(bundle.configuration(), rootfs(bundle.configuration(), folder), bundle.document());
    }

    ValidationResult validate(Path folder) {
        return result(read(folder), folder, Problems.EMPTY);
    }

    ValidationResult validate(Path folder, HostChecks checks) {
        Bundle bundle = read(folder);
        return result(bundle, folder, checks.check(bundle.configuration(), folder));
    }

    private ValidationResult result(Bundle bundle, Path folder, Problems ofHost) {
        List<Problem> warnings = new ArrayList<>(warnings(bundle));
        warnings.addAll(reader.unknownMembers(bundle.document()).list());
        return new ValidationResult(new Problems(problems(bundle, folder)).and(ofHost), new Problems(warnings));
    }

    /**
     * Reads a bundle. A mount destination that is written as a path of the host is replaced by the path in the
     * container.
     */
    private Bundle read(Path folder) {
        Bundle bundle = reader.read(folder);
        Configuration configuration = bundle.configuration();
        String root = rootPath(configuration);
        if (!isPath(root)) {
            return bundle;
        }
        String rootfs = rootfs(configuration, folder).toString();
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
                ? new Bundle(
                        Configuration.builder()
                                .from(configuration)
                                .mounts(mounts)
                                .build(),
                        bundle.problems(),
                        bundle.document())
                : bundle;
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

    private List<Problem> problems(Bundle bundle, Path folder) {
        Problems found = new Problems(host.check(bundle.configuration()));
        List<Problem> problems = new ArrayList<>(bundle.problems().and(found).list());
        if (bundle.configuration().process().isEmpty()) {
            // The specification allows create without a process, and then start fails; no known client relies on that.
            problems.add(new Problem(
                    "/process", "process property must not be empty: a container without one is not supported"));
        }
        if (isPath(rootPath(bundle.configuration()))) {
            checkRootfs(rootfs(bundle.configuration(), folder), problems);
        }
        return problems;
    }

    private static Path rootfs(Configuration configuration, Path folder) {
        return folder.resolve(configuration.root().orElseThrow().path()).normalize();
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
