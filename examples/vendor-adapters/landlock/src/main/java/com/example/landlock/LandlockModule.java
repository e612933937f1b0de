package com.example.landlock;

import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Confines a process to the paths in two annotations, separated by colons. Without these annotations it does nothing.
 *
 * <ul>
 *   <li>{@code com.example.landlock.read}: files that it may read and execute
 *   <li>{@code com.example.landlock.write}: files that it may also change, and directories in which it may create files
 * </ul>
 */
final class LandlockModule implements SecurityModule {

    static final String READ = "com.example.landlock.read";
    static final String WRITE = "com.example.landlock.write";

    // linux/landlock.h, LANDLOCK_ACCESS_FS_*
    private static final long EXECUTE = 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_DIR = 1 << 3;

    /** Every right of the first version (5.13), from EXECUTE to MAKE_SYM. */
    private static final long FIRST_VERSION = (1 << 13) - 1;

    /** REFER (5.19), TRUNCATE (6.2) and IOCTL_DEV (6.10). */
    private static final long LATER_VERSIONS = 1 << 13 | 1 << 14 | 1 << 15;

    private static final Path ACTIVE = Path.of("/sys/kernel/security/lsm");

    private final Host host;

    LandlockModule(Host host) {
        this.host = host;
    }

    @Override
    public List<Problem> check(SecurityRequest request) {
        List<Problem> problems = new ArrayList<>();
        Map<String, String> annotations = request.configuration().annotations();
        for (String name : List.of(READ, WRITE)) {
            for (String path : paths(annotations, name)) {
                if (!path.startsWith("/")) {
                    problems.add(new Problem("/annotations/" + name, "not an absolute path: " + path));
                }
            }
        }
        if (isRequested(annotations) && !isActive()) {
            problems.add(new Problem("/annotations", "the kernel has no Landlock (" + ACTIVE + ")"));
        }
        return problems;
    }

    @Override
    public SecurityContribution contribute(SecurityRequest request) {
        Map<String, String> annotations = request.configuration().annotations();
        if (!isRequested(annotations)) {
            return SecurityContribution.NONE;
        }
        SortedMap<String, Long> allowed = new TreeMap<>();
        for (String path : paths(annotations, READ)) {
            allowed.put(path, EXECUTE | READ_FILE | READ_DIR);
        }
        for (String path : paths(annotations, WRITE)) {
            allowed.put(path, FIRST_VERSION | LATER_VERSIONS);
        }
        return SecurityContribution.NONE.withProgramStep(
                ContributedSteps.restrictFileSystem(FIRST_VERSION, LATER_VERSIONS, allowed));
    }

    private static boolean isRequested(Map<String, String> annotations) {
        return annotations.containsKey(READ) || annotations.containsKey(WRITE);
    }

    /**
     * Returns whether the kernel has Landlock. Without securityfs, as in a container, that is unknown: the step fails then
     * where it has none.
     */
    private boolean isActive() {
        String modules = host.files().read(ACTIVE);
        return modules.isEmpty() || List.of(modules.split(",")).contains("landlock");
    }

    private static List<String> paths(Map<String, String> annotations, String name) {
        String value = annotations.getOrDefault(name, "");
        return value.isEmpty() ? List.of() : List.of(value.split(":"));
    }
}
