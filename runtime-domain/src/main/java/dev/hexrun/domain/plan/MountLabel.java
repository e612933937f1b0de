package dev.hexrun.domain.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The SELinux label of new file systems, {@code linux.mountLabel}, as runc sets it: as the mount option {@code context}.
 * Bind mounts keep the labels of their files.
 */
final class MountLabel {

    /** The usual option. */
    static final String CONTEXT = "context";

    private MountLabel() {}

    /**
     * Returns whether a file system is labelled by a mount option. The files of procfs, sysfs and cgroups have labels of
     * the policy, which the kernel does not replace.
     *
     * @param type the type of the file system
     */
    static boolean isOption(String type) {
        return switch (type) {
            case "proc", "sysfs", "cgroup", "cgroup2", "mqueue" -> false;
            default -> true;
        };
    }

    /**
     * Returns whether the root directory of a file system is labelled after it is mounted. The kernel creates mqueue
     * with the ipc namespace, when it can no longer get options.
     *
     * @param type the type of the file system
     */
    static boolean isAttribute(String type) {
        return type.equals("mqueue");
    }

    /**
     * Returns the parameters of a mount with the label. A label that the configuration gives to the mount is kept, since
     * the kernel accepts only one.
     *
     * @param params the parameters, {@code key} or {@code key=value}
     * @param option {@link #CONTEXT}, or another option for labels: {@code fscontext}, {@code defcontext} or {@code
     *     rootcontext}
     * @param label the label
     */
    static List<String> add(List<String> params, String option, String label) {
        for (String param : params) {
            if (param.startsWith("context=") || param.startsWith("defcontext=")) {
                return params;
            }
        }
        List<String> labelled = new ArrayList<>(params);
        // mount(2) requires quotes around the comma between categories.
        labelled.add(option + "=" + (label.indexOf(',') < 0 ? label : '"' + label + '"'));
        return labelled;
    }
}
