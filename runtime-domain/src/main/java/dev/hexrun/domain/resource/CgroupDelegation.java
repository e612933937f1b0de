package dev.hexrun.domain.resource;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.mount.MountFlags;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The delegation of the cgroup to the user of a container, so that a cgroup manager can run in it.
 *
 * @see <a
 *     href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#cgroup-ownership">config-linux.md,
 *     "Cgroup ownership"</a>
 */
public final class CgroupDelegation {

    private static final String CGROUPS = "/sys/fs/cgroup";

    private CgroupDelegation() {}

    /**
     * Returns the user to whom the cgroup is delegated: the user of the container, if it has a new cgroup namespace and
     * a writable cgroup mount.
     *
     * @param configuration the configuration
     * @return the id of the user on the host; empty if the cgroup is not delegated
     */
    public static OptionalLong owner(Configuration configuration) {
        Optional<Linux> linux = configuration.linux();
        if (linux.isEmpty()
                || configuration.process().isEmpty()
                || !creates(linux.get(), LinuxNamespaceType.CGROUP)
                || !writable(configuration)) {
            return OptionalLong.empty();
        }
        long uid = configuration.process().get().user().uid();
        if (linux.get().namespace(LinuxNamespaceType.USER).isEmpty()) {
            return OptionalLong.of(uid);
        }
        return new IdMap(linux.get().uidMappings()).toHost(uid);
    }

    private static boolean creates(Linux linux, LinuxNamespaceType type) {
        Optional<LinuxNamespace> namespace = linux.namespace(type);
        return namespace.isPresent() && namespace.get().path().orElse("").isEmpty();
    }

    /** Returns whether the cgroup mount is writable: the last one, if there are several. */
    private static boolean writable(Configuration configuration) {
        for (Mount mount : configuration.mounts().reversed()) {
            if (mount.destination().equals(CGROUPS)) {
                return mount.type().orElse("").startsWith("cgroup")
                        && (MountOptions.of(mount.options()).attributesSet() & MountFlags.MOUNT_ATTR_RDONLY) == 0;
            }
        }
        return false;
    }
}
