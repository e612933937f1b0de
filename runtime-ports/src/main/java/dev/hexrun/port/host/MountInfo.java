package dev.hexrun.port.host;

import java.util.List;

/**
 * One line of {@code /proc/PID/mountinfo}, {@code proc_pid_mountinfo(5)}, with its octal escapes decoded.
 *
 * @param id the mount's id
 * @param parent the parent mount's id
 * @param root the directory of the file system that is mounted
 * @param mountPoint the mount point, an absolute path
 * @param options the mount's own options
 * @param optionalFields the optional fields, such as {@code shared:1}, {@code master:2}
 * @param type the type of the file system
 * @param source the source that was given to {@code mount(2)}
 * @param superOptions the file system's options
 */
public record MountInfo(
        int id,
        int parent,
        String root,
        String mountPoint,
        List<String> options,
        List<String> optionalFields,
        String type,
        String source,
        List<String> superOptions) {

    /** Copies the lists. */
    public MountInfo {
        options = List.copyOf(options);
        optionalFields = List.copyOf(optionalFields);
        superOptions = List.copyOf(superOptions);
    }
}
