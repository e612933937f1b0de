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
 * must belong to the caller or to root, must not be writable by other users, and must not be reached through a symbolic
 * link in their last component. Leading components are the caller's business: {@code /var/run} is a link on most hosts.
 *
 * <p>Once the state root has passed, only the caller and root can exchange what is in it, so a check before a file is
 * opened is as good as one afterwards; and a file that passes is a regular one, whose opening does not block.
 */
final class Trust {

    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;

    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 0002;
    private static final int GROUP_OR_OTHERS_WRITE = 0022;

    /** The owner that a user namespace shows for an id it does not map, {@code user_namespaces(7)}. */
    private static final int OVERFLOW_UID = 65_534;

    private final long caller;
    private final boolean inUserNamespace;

    /**
     * Creates the rule.
     *
     * @param caller the effective user
     * @param inUserNamespace whether it runs in a user namespace that does not map all ids
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

    /** Returns the second number of the line {@code Uid:}, {@code proc_pid_status(5)}. */
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
     * <p>Its mode may be that of {@code /tmp}: where the sticky bit is set nobody can rename or remove what is another's. A
     * group may write to it unless the caller is root: many users have a group of their own, and a umask that lets it.
     *
     * @param root the state root
     * @return {@code true} if it is a directory; {@code false} if it is missing, or a file
     * @throws ContainerException if it must not be used
     * @throws IOException if it cannot be looked at
     */
    boolean isRoot(Path root) throws IOException {
        Map<String, Object> attributes = attributes(root);
        if (attributes.isEmpty()) {
            return false;
        }
        String what = "state root " + root;
        int mode = mode(attributes);
        requireNoLink(what, mode);
        if ((mode & TYPE) != DIRECTORY) {
            return false;
        }
        long owner = owner(attributes);
        if (!isTrusted(owner) && !(owner == OVERFLOW_UID && inUserNamespace)) {
            throw owned(what, owner);
        }
        if ((mode & STICKY) == 0) {
            requireProtected(what, root, mode, caller == 0 ? GROUP_OR_OTHERS_WRITE : OTHERS_WRITE);
        }
        return true;
    }

    /**
     * Checks the directory of a container.
     *
     * @param folder the directory
     * @return {@code true} if it is a directory; {@code false} if it is missing, or a file
     * @throws ContainerException if it must not be used
     * @throws IOException if it cannot be looked at
     */
    boolean isDirectory(Path folder) throws IOException {
        Map<String, Object> attributes = attributes(folder);
        if (attributes.isEmpty()) {
            return false;
        }
        String what = "state directory " + folder;
        int mode = mode(attributes);
        requireNoLink(what, mode);
        if ((mode & TYPE) != DIRECTORY) {
            return false;
        }
        require(what, folder, attributes);
        return true;
    }

    /**
     * Checks a file in the directory of a container.
     *
     * @param file the file
     * @return {@code false} if it is missing; {@code true} also for a directory, which no file can be opened as
     * @throws ContainerException if it must not be used
     * @throws IOException if it cannot be looked at
     */
    boolean isFile(Path file) throws IOException {
        Map<String, Object> attributes = attributes(file);
        if (attributes.isEmpty()) {
            return false;
        }
        String what = "state file " + file;
        int type = mode(attributes) & TYPE;
        requireNoLink(what, type);
        if (type != REGULAR && type != DIRECTORY) {
            throw new ContainerException(what + ": refused: not a regular file");
        }
        require(what, file, attributes);
        return true;
    }

    private void require(String what, Path path, Map<String, Object> attributes) {
        if (!isTrusted(owner(attributes))) {
            throw owned(what, owner(attributes));
        }
        requireProtected(what, path, mode(attributes), GROUP_OR_OTHERS_WRITE);
    }

    private boolean isTrusted(long owner) {
        return owner == caller || owner == 0;
    }

    private ContainerException owned(String what, long owner) {
        return new ContainerException(what + ": refused: owned by user " + owner
                + "; it must belong to the caller (user " + caller + ")" + (caller == 0 ? "" : " or to root"));
    }

    private static void requireProtected(String what, Path path, int mode, int forbidden) {
        if ((mode & forbidden) != 0) {
            throw new ContainerException(what + ": refused: other users can write to it (mode 0"
                    + Integer.toOctalString(mode & 07777) + "); chmod go-w " + path);
        }
    }

    private static void requireNoLink(String what, int mode) {
        if ((mode & TYPE) == LINK) {
            throw new ContainerException(what + ": refused: it is a symbolic link");
        }
    }

    /** Owner and mode of what has the name; empty if nothing has. */
    private static Map<String, Object> attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            Optional<Errno> errno = Errno.of(e);
            // ENOTDIR: a file has the name of the directory.
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
