package dev.hexrun.domain.validate;

import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.namespace.LinuxNamespaceType;

/** What the rules have to know of the host. An answer may cost a look at the host, so it is asked for only when needed. */
public interface HostConditions {

    /**
     * Tells whether the runtime lacks the privileges of root.
     *
     * @return {@code true} if its effective user id is not 0
     */
    boolean unprivileged();

    /**
     * Returns the user ids of the runtime's user namespace.
     *
     * @return the map, whose container ids are those of the namespace; without ranges if it is not known
     */
    IdMap uidMap();

    /**
     * Returns the group ids of the runtime's user namespace.
     *
     * @return the map, whose container ids are those of the namespace; without ranges if it is not known
     */
    IdMap gidMap();

    /**
     * Tells whether the kernel has a kind of namespace.
     *
     * @param type the kind
     * @return {@code true} if it has
     */
    boolean hasNamespace(LinuxNamespaceType type);

    /**
     * Tells whether a file is the namespace that the runtime is itself in.
     *
     * @param type the kind
     * @param path the file, for example {@code /proc/1/ns/net}
     * @return {@code true} if it is; {@code false} if it is another or cannot be looked at
     */
    boolean isOwnNamespace(LinuxNamespaceType type, String path);

    /**
     * Tells whether a path on the host lies in a procfs.
     *
     * @param path an absolute path
     * @return {@code true} if it does; {@code false} if it does not or cannot be looked at
     */
    boolean isProcfs(String path);

    /**
     * Returns whether an installed adapter provides an optional feature. Asked only if the configuration uses the feature.
     *
     * @param feature the feature
     * @return {@code true} if one does
     */
    boolean provides(OptionalFeature feature);
}
