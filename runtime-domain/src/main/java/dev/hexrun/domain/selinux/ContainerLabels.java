package dev.hexrun.domain.selinux;

/**
 * The labels of a container.
 *
 * @param process the label of its processes, {@code process.selinuxLabel}; empty if they are not confined
 * @param mount the label of its files, {@code linux.mountLabel}; empty if they keep the labels of their file systems
 */
public record ContainerLabels(String process, String mount) {

    /** The labels of a container that SELinux does not confine. */
    public static final ContainerLabels NONE = new ContainerLabels("", "");
}
