package dev.hexrun.cgroup.v2;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.NewCgroups;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.resource.CgroupV2Writes;
import dev.hexrun.domain.resource.ResourceField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** The path from the root to a new cgroup, with every available controller enabled on it. */
final class ControllerTree {

    private static final String TYPE = "cgroup.type";
    private static final String CONTROLLERS = "cgroup.controllers";
    private static final String SUBTREE_CONTROL = "cgroup.subtree_control";

    /** The threaded controllers, cgroup-v2.rst "Threads", and the core files. */
    private static final List<String> THREADED = List.of("", "cpu", "cpuset", "pids", "perf_event");

    private final CgroupFiles files;
    private final String mountPoint;

    ControllerTree(CgroupFiles files, String mountPoint) {
        this.files = files;
        this.mountPoint = mountPoint;
    }

    /** Creates a cgroup and its parents. Returns {@code false} if it exists already. */
    boolean create(String directory, LinuxResources resources, NewCgroups created) throws IOException {
        boolean isNew = false;
        int slash = mountPoint.length();
        while (slash >= 0) {
            String parent = directory.substring(0, slash);
            enableAll(parent);
            slash = directory.indexOf('/', slash + 1);
            String next = slash < 0 ? directory : directory.substring(0, slash);
            isNew = created.create(next);
            checkType(next, resources);
        }
        return isNew;
    }

    /**
     * Enables every available controller for the children of a cgroup. A controller that cannot be enabled (a cgroup
     * with processes, real-time processes outside the root for the cpu controller, no permission) is reported when one
     * of its files is needed.
     */
    private void enableAll(String directory) {
        List<String> missing = missing(directory);
        if (missing.isEmpty() || enabled(directory, "+" + String.join(" +", missing))) {
            return;
        }
        for (String controller : missing) {
            enabled(directory, "+" + controller);
        }
    }

    private List<String> missing(String directory) {
        List<String> missing = words(directory, CONTROLLERS);
        if (!missing.isEmpty()) {
            missing.removeAll(words(directory, SUBTREE_CONTROL));
        }
        return missing;
    }

    private boolean enabled(String directory, String change) {
        try {
            files.write(directory, SUBTREE_CONTROL, change);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> words(String directory, String file) {
        List<String> words = new ArrayList<>();
        try {
            StringTokenizer tokens = new StringTokenizer(files.read(directory, file));
            while (tokens.hasMoreTokens()) {
                words.add(tokens.nextToken());
            }
        } catch (IOException e) {
            // A cgroup that cannot be read offers no controllers.
        }
        return words;
    }

    /**
     * Checks the cgroup type: below a threaded cgroup, or below one with processes and controllers, only threads can
     * join.
     */
    private void checkType(String directory, LinuxResources resources) throws IOException {
        String type = files.read(directory, TYPE).strip();
        switch (type) {
            case "domain invalid" -> {
                requireNoDomainControllers(directory, "it is in an invalid state", resources);
                files.write(directory, TYPE, "threaded");
            }
            case "domain threaded", "threaded" ->
                requireNoDomainControllers(directory, "it is in " + type + " mode", resources);
            default -> {
                // An ordinary domain.
            }
        }
    }

    private static void requireNoDomainControllers(String directory, String reason, LinuxResources resources) {
        for (ResourceField field : ResourceField.requestedOnV2(resources)) {
            if (field.isDomainController()) {
                throw domainController(field.pointer(), directory, reason);
            }
        }
        for (String file : resources.unified().keySet()) {
            if (!THREADED.contains(CgroupV2Writes.controllerOf(file))) {
                throw domainController(ResourceField.UNIFIED.pointer() + '/' + file, directory, reason);
            }
        }
    }

    private static ContainerException domainController(String pointer, String directory, String reason) {
        return new ContainerException(
                pointer + ": cannot enter cgroupv2 \"" + directory + "\" with domain controllers -- " + reason);
    }
}
