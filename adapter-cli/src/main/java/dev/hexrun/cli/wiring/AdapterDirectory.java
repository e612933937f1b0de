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
 * The folder of an installation that holds adapters of others: each jar in it is looked into for providers, beside the
 * class path.
 *
 * @param path the folder, which may be missing; empty if this installation has none
 */
public record AdapterDirectory(Optional<Path> path) {

    private static final String JAR = ".jar";
    private static final int OTHERS_WRITE = 0022;

    /** The owner of a file as seen in a user namespace that has no id for it, {@code user_namespaces(7)}. */
    private static final int OVERFLOW_UID = 65_534;

    /**
     * Gives the loader that finds the runtime's own adapters and those of this folder.
     *
     * <p>What is loaded runs with the rights of the caller. So for root the folder and each jar have to be root's, and
     * writable by nobody else; in a user namespace they may also be of a user whom the namespace does not know, as root of
     * the host is to a container engine without privileges. A link is followed, and what it leads to is checked.
     *
     * @param effectiveUid the caller
     * @param inUserNamespace whether the command runs in a user namespace; asked only if it matters
     * @param parent the loader of the runtime's own
     * @return {@code parent} itself if there is no jar
     * @throws ContainerException if the folder cannot be trusted, or a jar in it
     */
    public ClassLoader loader(int effectiveUid, BooleanSupplier inUserNamespace, ClassLoader parent) {
        if (path.isEmpty()) {
            return parent;
        }
        Path folder = path.get();
        String[] names = folder.toFile().list();
        if (names == null || names.length == 0) {
            return parent;
        }
        Arrays.sort(names);
        List<URL> jars = new ArrayList<>(names.length);
        for (String name : names) {
            if (name.endsWith(JAR)) {
                jars.add(trusted(folder, name, effectiveUid, inUserNamespace));
            }
        }
        return jars.isEmpty() ? parent : new URLClassLoader("adapters", jars.toArray(URL[]::new), parent);
    }

    private static URL trusted(Path folder, String name, int effectiveUid, BooleanSupplier inUserNamespace) {
        Path jar = folder.resolve(name);
        if (effectiveUid == 0) {
            requireRoots(folder, inUserNamespace);
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
