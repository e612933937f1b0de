package com.example.hostpolicy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The content of the configuration file.
 *
 * @param mounts the directories of the host of which containers may mount parts
 * @param roots the directories below which the root file systems of containers are
 * @param capabilities the capabilities that processes may have
 * @param privileged whether privileged containers are allowed
 */
record HostRules(List<Path> mounts, List<Path> roots, Set<String> capabilities, boolean privileged) {

    /** The capabilities that Docker and Podman give to every container. */
    private static final List<String> USUAL = List.of(
            "CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_MKNOD",
            "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID",
            "CAP_SYS_CHROOT");

    /**
     * Parses the file: lines of the form {@code NAME = VALUE}. An unknown name is an error, since ignoring it would ignore
     * a rule.
     */
    static HostRules parse(String text, String file) {
        List<Path> mounts = new ArrayList<>();
        List<Path> roots = new ArrayList<>();
        Set<String> capabilities = new TreeSet<>(USUAL);
        boolean privileged = false;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            int equals = stripped.indexOf('=');
            String name = equals < 0 ? stripped : stripped.substring(0, equals).strip();
            String value = equals < 0 ? "" : stripped.substring(equals + 1).strip();
            String place = file + ":" + number + ": ";
            switch (name) {
                case "mount" -> mounts.add(directory(value, place));
                case "root" -> roots.add(directory(value, place));
                case "capability" -> capabilities.add(value);
                case "privileged" -> {
                    if (!value.equals("allow") && !value.equals("deny")) {
                        throw new IllegalArgumentException(place + "privileged must be allow or deny");
                    }
                    privileged = value.equals("allow");
                }
                default ->
                    throw new IllegalArgumentException(
                            place + "unknown name " + name + ": must be mount, root, capability or privileged");
            }
        }
        return new HostRules(mounts, roots, capabilities, privileged);
    }

    private static Path directory(String value, String place) {
        Path path = Path.of(value);
        if (!path.isAbsolute() || !path.normalize().equals(path)) {
            throw new IllegalArgumentException(place + "not an absolute path without . and ..: " + value);
        }
        return path;
    }
}
