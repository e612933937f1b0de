package dev.hexrun.domain.selinux;

import dev.hexrun.domain.mount.ContainerPath;
import java.util.List;
import java.util.Set;

/**
 * The relabelling of the source of a bind mount, which engines request with the mount options {@code z} and {@code Z}.
 * An engine changes the labels itself; a runtime never changes the labels of a volume.
 */
public enum Relabel {
    /** The files keep their labels. */
    NONE,
    /** The option {@code z}: all containers may access the files, since their level has no categories. */
    SHARED,
    /** The option {@code Z}: only the containers with the level of the label may access the files. */
    PRIVATE;

    /** The level of files that all containers may access. */
    private static final String SHARED_LEVEL = "s0";

    /** The directories and files of the host that must keep their labels, since the host depends on them. */
    private static final Set<String> REFUSED = Set.of(
            "/",
            "/bin",
            "/boot",
            "/dev",
            "/etc",
            "/etc/passwd",
            "/etc/pki",
            "/etc/shadow",
            "/home",
            "/lib",
            "/lib64",
            "/media",
            "/opt",
            "/proc",
            "/root",
            "/run",
            "/sbin",
            "/srv",
            "/sys",
            "/tmp",
            "/usr",
            "/var",
            "/var/lib",
            "/var/log");

    /**
     * Returns the mode that mount options request.
     *
     * @param options the options of a mount
     * @return the mode; {@link #NONE} if neither {@code z} nor {@code Z} is among the options
     * @throws IllegalArgumentException if both are
     */
    public static Relabel of(List<String> options) {
        boolean shared = options.contains("z");
        boolean own = options.contains("Z");
        if (shared && own) {
            throw new IllegalArgumentException("bad SELinux option: z and Z can not be used together");
        }
        return shared ? SHARED : own ? PRIVATE : NONE;
    }

    /**
     * Returns the label of the files. For {@link #SHARED} it has the level s0, if it has a level.
     *
     * @param fileLabel the label of the container's files; may be empty
     * @return the label to set; empty if the files keep their labels
     * @throws IllegalArgumentException if the label is neither empty nor a context
     */
    public String label(String fileLabel) {
        if (this == NONE || fileLabel.isEmpty()) {
            return "";
        }
        SelinuxContext context = SelinuxContext.of(fileLabel);
        return (this == SHARED && context.hasLevel() ? context.withLevel(SHARED_LEVEL) : context).toString();
    }

    /**
     * Checks that the files below a path may be relabelled. The path must not be a directory of the host's system such
     * as {@code /}, {@code /usr} or {@code /home}, nor a home directory; directories below them are allowed.
     *
     * @param path an absolute path without symbolic links
     * @param homes the home directories of the users on whose behalf the engine acts
     * @throws IllegalArgumentException if they must keep their labels, or if the path is not absolute
     */
    public static void requireAllowed(String path, List<String> homes) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("\"" + path + "\" is not an absolute path");
        }
        String clean = ContainerPath.clean(path);
        boolean home = false;
        for (String directory : homes) {
            home |= ContainerPath.clean(directory).equals(clean);
        }
        if (home || REFUSED.contains(clean)) {
            throw new IllegalArgumentException("SELinux relabeling of " + clean + " is not allowed");
        }
    }
}
