package dev.hexrun.domain.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The SELinux label of new file systems, {@code linux.mountLabel}, as runc sets it: as the mount option {@code context}.
 * Bind mounts keep the labels of their files.
 */
final class MountLabel {

    private static final String OPTION = "context=";

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
     * @param label the label
     */
    static List<String> add(List<String> params, String label) {
        for (String param : params) {
            if (param.startsWith(OPTION) || param.startsWith("def" + OPTION)) {
                return params;
            }
        }
        List<String> labelled = new ArrayList<>(params);
        labelled.add(option(label));
        return labelled;
    }

    /** Returns the option. {@code mount(2)} requires quotes around the comma between categories. */
    private static String option(String label) {
        return label.indexOf(',') < 0 ? OPTION + label : OPTION + '"' + label + '"';
    }
}
