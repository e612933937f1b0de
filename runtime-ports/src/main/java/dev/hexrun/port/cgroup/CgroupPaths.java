package dev.hexrun.port.cgroup;

import dev.hexrun.domain.failure.ContainerException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The absolute host paths of a container's cgroups. They are saved with the container. The type alone determines the
 * version of cgroups that the container uses.
 */
public sealed interface CgroupPaths {

    /** The key of the v2 hierarchy in {@link #saved} and in subgroups. */
    String UNIFIED = "";

    /**
     * Returns the paths of a saved map.
     *
     * @param driver the name of the driver
     * @param saved a result of {@link #saved}
     * @return the paths, of the type that the keys imply
     */
    static CgroupPaths of(String driver, Map<String, String> saved) {
        if (saved.isEmpty()) {
            return new None(driver);
        }
        String unified = saved.get(UNIFIED);
        if (unified == null) {
            return new V1(driver, saved);
        }
        if (saved.size() == 1) {
            return new V2(driver, unified);
        }
        Map<String, String> controllers = new LinkedHashMap<>(saved);
        controllers.remove(UNIFIED);
        return new Hybrid(driver, controllers, unified);
    }

    /**
     * Returns the name of the driver.
     *
     * @return the name; empty if the container was created without cgroups
     */
    String driver();

    /**
     * Returns the paths in the form in which they are saved: one entry for each v1 controller ({@code memory}) and
     * named hierarchy ({@code name=systemd}), and one entry with the key {@code ""} for v2.
     *
     * @return an unmodifiable map, empty for {@link None}
     */
    Map<String, String> saved();

    /**
     * Returns the path in the hierarchy of a v1 controller.
     *
     * @param controller the controller, or {@code name=NAME}
     * @return the path; empty if the container has no cgroup in such a v1 hierarchy
     */
    default Optional<String> controller(String controller) {
        return Optional.empty();
    }

    /**
     * Returns whether v2 is the only hierarchy.
     *
     * @return {@code true} for {@link V2}
     */
    default boolean isUnified() {
        return false;
    }

    /**
     * Returns whether the container has no cgroups.
     *
     * @return {@code true} for {@link None}
     */
    default boolean isEmpty() {
        return false;
    }

    /**
     * Returns the paths without duplicates, since v1 controllers may share a hierarchy.
     *
     * @return the paths
     */
    default List<String> directories() {
        return List.copyOf(new LinkedHashSet<>(saved().values()));
    }

    /**
     * Returns the paths of descendants.
     *
     * @param subgroups a map from a controller, or {@code ""} for every hierarchy, to a path below the container's
     *     cgroup; other hierarchies keep their path
     * @return the paths
     * @throws ContainerException if the container has no cgroup of that controller, or a path leads out of the
     *     container's cgroup
     */
    default CgroupPaths below(Map<String, String> subgroups) {
        if (subgroups.isEmpty()) {
            return this;
        }
        Map<String, String> paths = saved();
        Map<String, String> below = new LinkedHashMap<>(paths);
        String everywhere = subgroups.get(UNIFIED);
        if (everywhere != null) {
            for (Map.Entry<String, String> path : paths.entrySet()) {
                below.put(path.getKey(), descendant(path.getValue(), everywhere));
            }
        }
        for (Map.Entry<String, String> subgroup : subgroups.entrySet()) {
            String controller = subgroup.getKey();
            if (!controller.isEmpty()) {
                String path = paths.get(controller);
                if (path == null) {
                    throw new ContainerException(
                            "unknown controller " + controller + ": the container has no such cgroup");
                }
                below.put(controller, descendant(path, subgroup.getValue()));
            }
        }
        return of(driver(), below);
    }

    private static String descendant(String path, String subgroup) {
        Path descendant = Path.of(path + "/" + subgroup).normalize();
        if (!descendant.startsWith(path)) {
            throw new ContainerException("bad sub cgroup path: " + subgroup);
        }
        return descendant.toString();
    }

    /**
     * The paths of a container without cgroups, which stays in the cgroups of its caller.
     *
     * @param driver the name of the driver; empty if no driver was used
     */
    record None(String driver) implements CgroupPaths {

        @Override
        public Map<String, String> saved() {
            return Map.of();
        }

        @Override
        public boolean isEmpty() {
            return true;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof None none && driver.equals(none.driver);
        }

        @Override
        public int hashCode() {
            return driver.hashCode();
        }
    }

    /**
     * The path of a cgroup on a host with v2 only.
     *
     * @param driver the name of the driver
     * @param path the path
     */
    record V2(String driver, String path) implements CgroupPaths {

        @Override
        public Map<String, String> saved() {
            return Map.of(UNIFIED, path);
        }

        @Override
        public boolean isUnified() {
            return true;
        }

        @Override
        public List<String> directories() {
            return List.of(path);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof V2 paths && driver.equals(paths.driver) && path.equals(paths.path);
        }

        @Override
        public int hashCode() {
            return path.hashCode();
        }
    }

    /**
     * The paths of cgroups in v1 hierarchies only.
     *
     * @param driver the name of the driver
     * @param controllers a map from controller, or {@code name=NAME}, to path; not empty
     */
    record V1(String driver, Map<String, String> controllers) implements CgroupPaths {

        /** Copies the map, in its order. */
        public V1 {
            controllers = Collections.unmodifiableMap(new LinkedHashMap<>(controllers));
        }

        @Override
        public Map<String, String> saved() {
            return controllers;
        }

        @Override
        public Optional<String> controller(String controller) {
            return Optional.ofNullable(controllers.get(controller));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof V1 paths && driver.equals(paths.driver) && controllers.equals(paths.controllers);
        }

        @Override
        public int hashCode() {
            return controllers.hashCode();
        }
    }

    /**
     * The paths of cgroups in v1 hierarchies, which have the controllers, and in an additional v2 hierarchy.
     *
     * @param driver the name of the driver
     * @param controllers a map from controller, or {@code name=NAME}, to path; not empty
     * @param unified the path in the v2 hierarchy
     */
    record Hybrid(String driver, Map<String, String> controllers, String unified) implements CgroupPaths {

        /** Copies the map, in its order. */
        public Hybrid {
            controllers = Collections.unmodifiableMap(new LinkedHashMap<>(controllers));
        }

        @Override
        public Map<String, String> saved() {
            Map<String, String> saved = new LinkedHashMap<>(controllers);
            saved.put(UNIFIED, unified);
            return Collections.unmodifiableMap(saved);
        }

        @Override
        public Optional<String> controller(String controller) {
            return Optional.ofNullable(controllers.get(controller));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Hybrid paths
                    && driver.equals(paths.driver)
                    && controllers.equals(paths.controllers)
                    && unified.equals(paths.unified);
        }

        @Override
        public int hashCode() {
            return controllers.hashCode();
        }
    }
}
