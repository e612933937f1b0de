package dev.hexrun.domain.validate;

import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.Optional;

/**
 * The questions of the rules about the host. The application answers them from the port {@code Host}, each only when a
 * rule asks, because an answer may require the host's mounts or the adapters.
 */
public interface HostQueries {

    /**
     * Returns whether the runtime does not have the privileges of root.
     *
     * @return {@code true} if its effective user id is not 0
     */
    boolean unprivileged();

    /**
     * Returns the user ids of the user namespace of the runtime.
     *
     * @return the map, whose container ids are those of the namespace; without ranges if unknown
     */
    IdMap uidMap();

    /**
     * Returns the group ids of the user namespace of the runtime.
     *
     * @return the map, whose container ids are those of the namespace; without ranges if unknown
     */
    IdMap gidMap();

    /**
     * Returns whether the kernel supports a type of namespaces.
     *
     * @param type the type
     * @return {@code true} if it does
     */
    boolean hasNamespace(LinuxNamespaceType type);

    /**
     * Returns whether a file is the namespace of the runtime.
     *
     * @param type the type
     * @param path the file, for example {@code /proc/1/ns/net}
     * @return {@code true} if it is; {@code false} if it is another namespace or cannot be accessed
     */
    boolean isOwnNamespace(LinuxNamespaceType type, String path);

    /**
     * Returns whether a path on the host is in a procfs.
     *
     * @param path an absolute path
     * @return {@code true} if it is; {@code false} if it is not or cannot be accessed
     */
    boolean isProcfs(String path);

    /**
     * Returns whether an installed adapter provides an optional feature. Called only if the configuration uses the
     * feature.
     *
     * @param feature the feature
     * @return {@code true} if one does
     */
    boolean provides(OptionalFeature feature);

    /**
     * Returns why the installed adapters for an optional feature cannot be used on this host. Called only if no adapter
     * provides the feature.
     *
     * @param feature the feature
     * @return the reason; empty if no adapter for the feature is installed
     */
    default Optional<String> reasonUnusable(OptionalFeature feature) {
        return Optional.empty();
    }
}
