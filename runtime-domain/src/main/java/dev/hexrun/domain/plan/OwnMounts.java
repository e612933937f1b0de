package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.namespace.LinuxNamespaceType;

/**
 * Whether a container has mounts of its own.
 *
 * <p>One whose configuration has no mount namespace, but mounts all the same, gets a namespace that is a slave of the
 * caller's: it sees what is mounted and unmounted on the host, and the host's mounts stay as they are. Others mount such
 * containers' file systems on the host, and leave them there. With nothing to mount it shares the caller's namespace.
 */
public final class OwnMounts {

    private OwnMounts() {}

    /**
     * Tells whether the container does not share the caller's mounts.
     *
     * @param configuration its configuration
     * @return whether it has a mount namespace, made or joined
     */
    public static boolean of(Configuration configuration) {
        return asked(configuration)
                || !configuration.mounts().isEmpty()
                || (configuration.root().isPresent()
                        && configuration.root().get().readonly());
    }

    /**
     * Tells whether the configuration itself has a mount namespace.
     *
     * @param configuration the configuration
     * @return whether it names one
     */
    public static boolean asked(Configuration configuration) {
        return configuration.linux().isPresent()
                && configuration
                        .linux()
                        .get()
                        .namespace(LinuxNamespaceType.MOUNT)
                        .isPresent();
    }
}
