package dev.hexrun.domain.plan;

import dev.hexrun.domain.mount.MountFlags;
import dev.hexrun.domain.step.Attributes;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.Step;
import java.util.List;

/** The socket to which a container's program reports that it is ready, {@code sd_notify(3)}. */
public final class NotifySocket {

    /** The entry in the environment of the program. */
    static final String VARIABLE = "NOTIFY_SOCKET=/run/notify/notify.sock";

    private static final String TARGET = "/run/notify";

    private NotifySocket() {}

    /**
     * Returns the path of the socket in a container's directory.
     *
     * @param directory the directory on the host that the container sees as {@code /run/notify}
     * @return the socket's path on the host
     */
    public static String pathIn(String directory) {
        return directory + "/notify.sock";
    }

    /** Mounts the directory read-only: the container may write to the socket, but not replace it. */
    static Step mount(String directory) {
        long attributes = MountFlags.MOUNT_ATTR_RDONLY
                | MountFlags.MOUNT_ATTR_NOSUID
                | MountFlags.MOUNT_ATTR_NODEV
                | MountFlags.MOUNT_ATTR_NOEXEC;
        return new MountStep.Bind(directory, TARGET, List.of(), Attributes.set(attributes), 0, Attributes.NONE);
    }
}
