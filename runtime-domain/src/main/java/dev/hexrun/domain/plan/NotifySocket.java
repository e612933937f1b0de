package dev.hexrun.domain.plan;

import dev.hexrun.domain.mount.MountFlags;
import dev.hexrun.domain.step.Attributes;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.Step;
import java.util.List;

/** The socket on which a container's program tells that it is ready, {@code sd_notify(3)}. */
public final class NotifySocket {

    /** What the program finds in its environment. */
    static final String VARIABLE = "NOTIFY_SOCKET=/run/notify/notify.sock";

    private static final String TARGET = "/run/notify";

    private NotifySocket() {}

    /**
     * The socket in a container's folder.
     *
     * @param folder the folder on the host that the container sees as {@code /run/notify}
     * @return the socket's path on the host
     */
    public static String pathIn(String folder) {
        return folder + "/notify.sock";
    }

    /** The container may write to the socket, and change nothing about it. */
    static Step mount(String folder) {
        long attributes = MountFlags.MOUNT_ATTR_RDONLY
                | MountFlags.MOUNT_ATTR_NOSUID
                | MountFlags.MOUNT_ATTR_NODEV
                | MountFlags.MOUNT_ATTR_NOEXEC;
        return new MountStep.Bind(folder, TARGET, List.of(), Attributes.set(attributes), 0, Attributes.NONE);
    }
}
