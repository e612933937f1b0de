package dev.hexrun.app.adapters;

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

/**
 * The folder of an installation that holds adapters of others: each jar in it is looked into for providers, beside the
 * class path.
 *
 * @param path the folder, which may be missing; empty if this installation has none
 */
public record AdapterFolder(Optional<Path> path) {

    private static final String JAR = ".jar";
    private static final int OTHERS_WRITE = 0022;

    /**
     * Gives the loader that finds the runtime's own adapters and those of this folder.
     *
     * <p>What is loaded runs with the rights of the caller. So for root the folder and each jar have to be root's, and
     * writable by nobody else.
     *
     * @param effectiveUid the caller
     * @param parent the loader of the runtime's own
     * @return {@code parent} itself if there is no jar
     * @throws ContainerException if the folder cannot be trusted, or a jar in it
     */
    public ClassLoader loader(int effectiveUid, ClassLoader parent) {
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
                jars.add(trusted(folder, name, effectiveUid));
            }
        }
        return jars.isEmpty() ? parent : new URLClassLoader("adapters", jars.toArray(URL[]::new), parent);
    }

    private static URL trusted(Path folder, String name, int effectiveUid) {
        Path jar = folder.resolve(name);
        if (effectiveUid == 0) {
            requireRoots(folder);
            requireRoots(jar);
        }
        return url(jar);
    }

    private static void requireRoots(Path file) {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode");
            if (!Integer.valueOf(0).equals(attributes.get("uid"))) {
                throw new ContainerException(file + ": refused: an adapter that root is to load must be root's");
            }
            if (!(attributes.get("mode") instanceof Integer mode) || (mode & OTHERS_WRITE) != 0) {
                throw new ContainerException(
                        file + ": refused: an adapter that root is to load must not be writable by others");
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
