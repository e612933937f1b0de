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
 * To whom a container's cgroup is delegated, so that a cgroup manager in it can do its work.
 *
 * @see <a
 *     href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#cgroup-ownership">config-linux.md,
 *     "Cgroup ownership"</a>
 */
public final class CgroupDelegation {

    private static final String CGROUPS = "/sys/fs/cgroup";

    private CgroupDelegation() {}

    /**
     * Finds the user who is to own the cgroup: that of the container's process, where it has a cgroup namespace of its own
     * and cgroups mounted to be written.
     *
     * @param configuration the configuration
     * @return the user's id on the host; empty if nobody is
     */
    public static OptionalLong owner(Configuration configuration) {
        Optional<Linux> linux = configuration.linux();
        if (linux.isEmpty()
                || configuration.process().isEmpty()
                || !owns(linux.get(), LinuxNamespaceType.CGROUP)
                || !writable(configuration)) {
            return OptionalLong.empty();
        }
        long uid = configuration.process().get().user().uid();
        if (linux.get().namespace(LinuxNamespaceType.USER).isEmpty()) {
            return OptionalLong.of(uid);
        }
        return new IdMap(linux.get().uidMappings()).toHost(uid);
    }

    private static boolean owns(Linux linux, LinuxNamespaceType type) {
        Optional<LinuxNamespace> namespace = linux.namespace(type);
        return namespace.isPresent() && namespace.get().path().orElse("").isEmpty();
    }

    /** Of several mounts at one place, the last is seen. */
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
