package dev.hexrun.domain.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The SELinux label of new file systems, {@code linux.mountLabel}, as runc sets it: as a mount option. Bind mounts keep
 * the labels of their files.
 *
 * @param option the mount option: {@code context}, {@code fscontext}, {@code defcontext} or {@code rootcontext}
 * @param label the label
 */
record MountLabel(String option, String label) {

    /** The usual option. */
    static final String CONTEXT = "context";

    private static final String DEFAULT_CONTEXT = "defcontext";

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
     * the kernel refuses two labels of the same kind, and {@code context} together with {@code defcontext}.
     *
     * @param params the parameters, {@code key} or {@code key=value}
     */
    List<String> addTo(List<String> params) {
        for (String param : params) {
            if (conflicts(param)) {
                return params;
            }
        }
        List<String> labelled = new ArrayList<>(params);
        // mount(2) requires quotes around the comma between categories.
        labelled.add(option + "=" + (label.indexOf(',') < 0 ? label : '"' + label + '"'));
        return labelled;
    }

    private boolean conflicts(String param) {
        if (param.startsWith(option + "=")) {
            return true;
        }
        return switch (option) {
            case CONTEXT -> param.startsWith(DEFAULT_CONTEXT + "=");
            case DEFAULT_CONTEXT -> param.startsWith(CONTEXT + "=");
            default -> false;
        };
    }
}
