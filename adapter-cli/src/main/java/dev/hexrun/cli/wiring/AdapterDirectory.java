package dev.hexrun.cli.wiring;

import dev.hexrun.app.adapters.AdapterLocation;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The directory of an installation for adapters of vendors. Each jar in it, and each sub-directory with all its jars, has a
 * class loader of its own.
 *
 * @param path the directory, which may be missing; empty if this installation has none
 */
public record AdapterDirectory(Optional<Path> path) {

    private static final String JAR = ".jar";
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;

    /** The file with the owner of files in a user namespace that has no id for it, {@code user_namespaces(7)}. */
    private static final Path OVERFLOW_UID_FILE = Path.of("/proc/sys/kernel/overflowuid");

    private static final int OVERFLOW_UID = 65_534;

    /**
     * Returns the contents of the directory, in alphabetical order.
     *
     * <p>An adapter runs with the privileges of the caller. The directory and each jar must be owned by root or the caller,
     * and writable by no other user; for root, also by no group. In a user namespace, root also accepts files of a user that
     * is not mapped, such as root of the host below a rootless engine. A jar that does not meet the rules is reported and not
     * loaded. Symbolic links are followed and their targets are checked.
     *
     * @param effectiveUid the effective user id of the caller
     * @param inUserNamespace returns whether the command runs in a user namespace; called only if needed
     * @param runtime the class loader of the runtime's own adapters
     * @return the jars, sub-directories and other files; empty if there are none
     */
    public List<AdapterLocation> locations(int effectiveUid, BooleanSupplier inUserNamespace, ClassLoader runtime) {
        if (path.isEmpty()) {
            return List.of();
        }
        File directory = path.get().toFile();
        String[] names = directory.list();
        return names == null || names.length == 0
                ? List.of()
                : new Search(effectiveUid, inUserNamespace, new SpiClassLoader(runtime)).in(path.get(), names);
    }

    /** A search in the directory for one caller. */
    private record Search(int effectiveUid, BooleanSupplier inUserNamespace, ClassLoader parent) {

        List<AdapterLocation> in(Path directory, String[] names) {
            Arrays.sort(names);
            Optional<String> untrusted = distrust(directory);
            List<AdapterLocation> locations = new ArrayList<>(names.length);
            for (String name : names) {
                Path file = directory.resolve(name);
                locations.add(file.toFile().isDirectory() ? directory(file, untrusted) : file(file, name, untrusted));
            }
            return locations;
        }

        private JarLocation file(Path file, String name, Optional<String> untrusted) {
            if (!isJar(name)) {
                return ignored(file, "ignored: the name does not end in .jar");
            }
            return new JarLocation(file, isFile(file) ? List.of(file) : List.of(), first(untrusted, file), parent);
        }

        private JarLocation directory(Path directory, Optional<String> untrusted) {
            String[] names = directory.toFile().list();
            if (names == null) {
                return ignored(directory, "ignored: the directory cannot be read");
            }
            Arrays.sort(names);
            List<Path> jars = new ArrayList<>(names.length);
            Optional<String> refusal = untrusted.isPresent() ? untrusted : distrust(directory);
            for (String name : names) {
                if (isJar(name)) {
                    Path jar = directory.resolve(name);
                    refusal = first(refusal, jar);
                    if (isFile(jar)) {
                        jars.add(jar);
                    }
                }
            }
            return jars.isEmpty() && refusal.isEmpty()
                    ? ignored(directory, "ignored: the directory contains no jar")
                    : new JarLocation(directory, jars, refusal, parent);
        }

        private JarLocation ignored(Path file, String reason) {
            return new JarLocation(file, List.of(), Optional.of(reason), parent);
        }

        /** Returns an earlier reason, or else the reason not to load a jar. */
        private Optional<String> first(Optional<String> earlier, Path jar) {
            if (earlier.isPresent()) {
                return earlier;
            }
            return isFile(jar) ? distrust(jar) : Optional.of(jar + ": not a regular file");
        }

        /** Returns why the code in a file or directory is not executed; empty if it is. */
        private Optional<String> distrust(Path file) {
            String reason;
            try {
                reason = reason(file);
                Path real = file.toRealPath();
                if (reason == null && !real.equals(file.toAbsolutePath()) && real.getParent() != null) {
                    // The target of a link; the owner of its directory could replace it.
                    reason = reason(real.getParent());
                }
            } catch (IOException failure) {
                reason = file + ": cannot be checked: " + failure;
            }
            return Optional.ofNullable(reason);
        }

        private @Nullable String reason(Path file) throws IOException {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode");
            if (!(attributes.get("uid") instanceof Integer owner) || !isTrusted(owner)) {
                return file + ": must be owned by root" + (effectiveUid == 0 ? "" : " or the caller")
                        + "; run chown root " + file;
            }
            int forbidden = effectiveUid == 0 ? GROUP_WRITES | OTHERS_WRITE : OTHERS_WRITE;
            if (!(attributes.get("mode") instanceof Integer mode) || (mode & forbidden) != 0) {
                return file + ": must not be writable by others; run chmod go-w " + file;
            }
            return null;
        }

        private boolean isTrusted(int owner) {
            return owner == 0 || owner == effectiveUid || (owner == overflowUid() && inUserNamespace.getAsBoolean());
        }

        /** Reads the id with a single read(2), since the kernel returns nothing at a later position of a sysctl. */
        private static int overflowUid() {
            byte[] digits = new byte[16];
            try (InputStream in = Files.newInputStream(OVERFLOW_UID_FILE)) {
                int length = in.read(digits);
                return Integer.parseInt(new String(digits, 0, Math.max(0, length), StandardCharsets.US_ASCII).strip());
            } catch (IOException | NumberFormatException unreadable) {
                return OVERFLOW_UID;
            }
        }

        private static boolean isFile(Path file) {
            return file.toFile().isFile();
        }

        private static boolean isJar(String name) {
            return name.length() > JAR.length() && name.toLowerCase(Locale.ROOT).endsWith(JAR) && name.charAt(0) != '.';
        }
    }
}
