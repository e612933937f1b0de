package dev.hexrun.cli.wiring;

import dev.hexrun.domain.failure.ContainerException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The directory of an installation for adapters of vendors. Providers are loaded from each jar in it, in addition to those
 * on the class path.
 *
 * @param path the directory, which may be missing; empty if this installation has none
 */
public record AdapterDirectory(Optional<Path> path) {

    private static final String JAR = ".jar";
    private static final int OTHERS_WRITE = 0022;

    /** The owner of a file as seen in a user namespace that has no id for it, {@code user_namespaces(7)}. */
    private static final int OVERFLOW_UID = 65_534;

    /**
     * Returns a class loader for the adapters of the runtime and of this directory.
     *
     * <p>An adapter runs with the privileges of the caller. For root, the directory and each jar must be owned by root and
     * writable by no other user. In a user namespace they may also be owned by a user that is not mapped, such as root of the
     * host below a rootless engine. Symbolic links are followed and their targets are checked.
     *
     * @param effectiveUid the effective user id of the caller
     * @param inUserNamespace returns whether the command runs in a user namespace; called only if needed
     * @param parent the class loader of the runtime's own adapters
     * @return a new class loader, or {@code parent} if the directory has no jar
     * @throws ContainerException if the directory or a jar does not meet the rules
     */
    public ClassLoader loader(int effectiveUid, BooleanSupplier inUserNamespace, ClassLoader parent) {
        if (path.isEmpty()) {
            return parent;
        }
        Path directory = path.get();
        String[] names = directory.toFile().list();
        if (names == null || names.length == 0) {
            return parent;
        }
        Arrays.sort(names);
        List<URL> jars = new ArrayList<>(names.length);
        for (String name : names) {
            if (name.endsWith(JAR)) {
                jars.add(trusted(directory, name, effectiveUid, inUserNamespace));
            }
        }
        return jars.isEmpty() ? parent : new URLClassLoader("adapters", jars.toArray(URL[]::new), parent);
    }

    private static URL trusted(Path directory, String name, int effectiveUid, BooleanSupplier inUserNamespace) {
        Path jar = directory.resolve(name);
        if (effectiveUid == 0) {
            requireRoots(directory, inUserNamespace);
            requireRoots(jar, inUserNamespace);
        }
        if (!jar.toFile().isFile()) {
            throw new ContainerException(jar + ": refused: not a regular file");
        }
        return url(jar);
    }

    private static void requireRoots(Path file, BooleanSupplier inUserNamespace) {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode");
            Object owner = attributes.get("uid");
            if (!Integer.valueOf(0).equals(owner)
                    && !(Integer.valueOf(OVERFLOW_UID).equals(owner) && inUserNamespace.getAsBoolean())) {
                throw new ContainerException(
                        file + ": refused: an adapter that root is to load must be root's; chown root " + file);
            }
            if (!(attributes.get("mode") instanceof Integer mode) || (mode & OTHERS_WRITE) != 0) {
                throw new ContainerException(
                        file + ": refused: an adapter that root is to load must not be writable by others"
                                + "; chmod go-w " + file);
            }
        } catch (IOException failure) {
            throw new ContainerException(file + ": cannot be checked: " + failure, failure);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException failure) {
            throw new ContainerException(jar + ": not a name for a jar: " + failure.getMessage(), failure);
        }
    }
}
