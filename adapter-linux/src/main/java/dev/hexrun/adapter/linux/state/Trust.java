package dev.hexrun.adapter.linux.state;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The rule for the files of a state root. Their content decides which process is killed and which hook is run, so they
 * must belong to the caller or to root, must not be writable by other users, and their last component must not be a
 * symbolic link. Leading components are not checked: {@code /var/run} is a link on most hosts.
 *
 * <p>Once the state root has passed, only the caller and root can replace its entries, so a check before a file is
 * opened is as reliable as a check afterwards. A file that passes is a regular file, so opening it does not block.
 */
final class Trust {

    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;

    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 0002;
    private static final int GROUP_OR_OTHERS_WRITE = 0022;

    /** The owner that a user namespace shows for an unmapped id, {@code user_namespaces(7)}. */
    private static final int OVERFLOW_UID = 65_534;

    private final long caller;
    private final boolean inUserNamespace;

    /**
     * Creates the rule.
     *
     * @param caller the effective user id
     * @param inUserNamespace whether the caller runs in a user namespace that does not map all ids
     */
    Trust(long caller, boolean inUserNamespace) {
        this.caller = caller;
        this.inUserNamespace = inUserNamespace;
    }

    /** Returns the rule for the user of this process. */
    static Trust ofThisProcess() throws IOException {
        return new Trust(effectiveUser(text("/proc/self/status")), !mapsAllIds(text("/proc/self/uid_map")));
    }

    private static String text(String file) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Returns the second number in the line {@code Uid:}, {@code proc_pid_status(5)}. */
    static long effectiveUser(String status) throws IOException {
        int line = status.indexOf("\nUid:\t");
        int from = line < 0 ? -1 : status.indexOf('\t', line + "\nUid:\t".length());
        int to = from < 0 ? -1 : status.indexOf('\t', from + 1);
        if (to < 0) {
            throw new IOException("no user in /proc/self/status");
        }
        return Long.parseLong(status.substring(from + 1, to));
    }

    private static boolean mapsAllIds(String map) {
        return map.isEmpty() || map.strip().endsWith(" 4294967295");
    }

    /**
     * Checks the state root.
     *
     * <p>Its mode may be that of {@code /tmp}: in a directory with the sticky bit, a user cannot rename or remove the
     * files of another user. The group may have write permission unless the caller is root, because many users have a
     * private group and a umask that permits group writes.
     *
     * @param root the state root
     * @return {@code true} if it is a directory; {@code false} if it is missing, or a file
     * @throws ContainerException if the rule forbids its use
     * @throws IOException if its attributes cannot be read
     */
    boolean isRoot(Path root) throws IOException {
        Map<String, Object> attributes = attributes(root);
        if (attributes.isEmpty()) {
            return false;
        }
        String subject = "state root " + root;
        int mode = mode(attributes);
        requireNoLink(subject, mode);
        if ((mode & TYPE) != DIRECTORY) {
            return false;
        }
        long owner = owner(attributes);
        if (!isTrusted(owner) && !(owner == OVERFLOW_UID && inUserNamespace)) {
            throw owned(subject, owner);
        }
        if ((mode & STICKY) == 0) {
            requireProtected(subject, root, mode, caller == 0 ? GROUP_OR_OTHERS_WRITE : OTHERS_WRITE);
        }
        return true;
    }

    /**
     * Checks the directory of a container.
     *
     * @param directory the directory
     * @return {@code true} if it is a directory; {@code false} if it is missing, or a file
     * @throws ContainerException if the rule forbids its use
     * @throws IOException if its attributes cannot be read
     */
    boolean isDirectory(Path directory) throws IOException {
        Map<String, Object> attributes = attributes(directory);
        if (attributes.isEmpty()) {
            return false;
        }
        String subject = "state directory " + directory;
        int mode = mode(attributes);
        requireNoLink(subject, mode);
        if ((mode & TYPE) != DIRECTORY) {
            return false;
        }
        require(subject, directory, attributes);
        return true;
    }

    /**
     * Checks a file in the directory of a container.
     *
     * @param file the file
     * @return {@code false} if it is missing; {@code true} also for a directory, which then cannot be opened as a file
     * @throws ContainerException if the rule forbids its use
     * @throws IOException if its attributes cannot be read
     */
    boolean isFile(Path file) throws IOException {
        Map<String, Object> attributes = attributes(file);
        if (attributes.isEmpty()) {
            return false;
        }
        String subject = "state file " + file;
        int type = mode(attributes) & TYPE;
        requireNoLink(subject, type);
        if (type != REGULAR && type != DIRECTORY) {
            throw new ContainerException(subject + ": refused: not a regular file");
        }
        require(subject, file, attributes);
        return true;
    }

    private void require(String subject, Path path, Map<String, Object> attributes) {
        if (!isTrusted(owner(attributes))) {
            throw owned(subject, owner(attributes));
        }
        requireProtected(subject, path, mode(attributes), GROUP_OR_OTHERS_WRITE);
    }

    private boolean isTrusted(long owner) {
        return owner == caller || owner == 0;
    }

    private ContainerException owned(String subject, long owner) {
        return new ContainerException(subject + ": refused: owned by user " + owner
                + "; it must belong to the caller (user " + caller + ")" + (caller == 0 ? "" : " or to root"));
    }

    private static void requireProtected(String subject, Path path, int mode, int forbidden) {
        if ((mode & forbidden) != 0) {
            throw new ContainerException(subject + ": refused: other users can write to it (mode 0"
                    + Integer.toOctalString(mode & 07777) + "); chmod go-w " + path);
        }
    }

    private static void requireNoLink(String subject, int mode) {
        if ((mode & TYPE) == LINK) {
            throw new ContainerException(subject + ": refused: it is a symbolic link");
        }
    }

    /** Returns owner and mode of the file; empty if it does not exist. */
    private static Map<String, Object> attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            Optional<Errno> errno = Errno.of(e);
            // ENOTDIR: the path of the directory is that of a file.
            if (errno.isPresent()
                    && (errno.get().number() == Errno.ENOENT || errno.get().number() == Errno.ENOTDIR)) {
                return Map.of();
            }
            throw e;
        }
    }

    private static int mode(Map<String, Object> attributes) {
        return attributes.get("mode") instanceof Integer mode ? mode : 0;
    }

    private static long owner(Map<String, Object> attributes) {
        return attributes.get("uid") instanceof Integer uid ? Integer.toUnsignedLong(uid) : -1;
    }
}
