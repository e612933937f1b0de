package dev.hexrun.cgroup.v2;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.MadeCgroups;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.resource.CgroupV2Writes;
import dev.hexrun.domain.resource.ResourceField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Makes a cgroup and hands every controller down to it, from the top. */
final class ControllerTree {

    private static final String TYPE = "cgroup.type";
    private static final String CONTROLLERS = "cgroup.controllers";
    private static final String SUBTREE_CONTROL = "cgroup.subtree_control";

    /** Controllers that work on threads, cgroup-v2.rst "Threads"; and the core, which is none. */
    private static final List<String> THREADED = List.of("", "cpu", "cpuset", "pids", "perf_event");

    private final CgroupFiles files;
    private final String mountPoint;

    ControllerTree(CgroupFiles files, String mountPoint) {
        this.files = files;
        this.mountPoint = mountPoint;
    }

    /** Makes a cgroup with those above it; {@code false} if it was there already. */
    boolean make(String directory, LinuxResources resources, MadeCgroups made) throws IOException {
        boolean fresh = false;
        int slash = mountPoint.length();
        while (slash >= 0) {
            String above = directory.substring(0, slash);
            handDown(above);
            slash = directory.indexOf('/', slash + 1);
            String next = slash < 0 ? directory : directory.substring(0, slash);
            fresh = made.make(next);
            checkType(next, resources);
        }
        return fresh;
    }

    /**
     * Enables for the cgroups below what is enabled here. A controller that cannot be (a cgroup with processes, a real-time
     * process in the cpu controller's way, no permission) is no failure before a value is asked of it: then its file is
     * missing, and the message says so.
     */
    private void handDown(String directory) {
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
            // Nothing to hand down from a cgroup that cannot be read.
        }
        return words;
    }

    /** Below a threaded cgroup, or one that has processes and controllers, there are threads only. */
    private void checkType(String directory, LinuxResources resources) throws IOException {
        String type = files.read(directory, TYPE).strip();
        switch (type) {
            case "domain invalid" -> {
                refuseDomainControllers(directory, "it is in an invalid state", resources);
                files.write(directory, TYPE, "threaded");
            }
            case "domain threaded", "threaded" ->
                refuseDomainControllers(directory, "it is in " + type + " mode", resources);
            default -> {
                // A domain, as it should be.
            }
        }
    }

    private static void refuseDomainControllers(String directory, String why, LinuxResources resources) {
        for (ResourceField field : ResourceField.requestedOnV2(resources)) {
            if (field.isDomainController()) {
                throw domainController(field.pointer(), directory, why);
            }
        }
        for (String file : resources.unified().keySet()) {
            if (!THREADED.contains(CgroupV2Writes.controllerOf(file))) {
                throw domainController(ResourceField.UNIFIED.pointer() + '/' + file, directory, why);
            }
        }
    }

    private static ContainerException domainController(String pointer, String directory, String why) {
        return new ContainerException(
                pointer + ": cannot enter cgroupv2 \"" + directory + "\" with domain controllers -- " + why);
    }
}
