package dev.hexrun.domain.mount;

/** Constants of linux/mount.h. */
public final class MountFlags {
    /** Applies to the whole tree. */
    public static final int MS_REC = 0x4000;

    /** Cannot be bind mounted. */
    public static final int MS_UNBINDABLE = 1 << 17;

    /** Neither sends nor receives mount events. */
    public static final int MS_PRIVATE = 1 << 18;

    /** Receives mount events from the master. */
    public static final int MS_SLAVE = 1 << 19;

    /** Sends and receives mount events. */
    public static final int MS_SHARED = 1 << 20;

    /** Read-only. */
    public static final long MOUNT_ATTR_RDONLY = 0x1;

    /** Set-user-id and set-group-id bits and file capabilities have no effect. */
    public static final long MOUNT_ATTR_NOSUID = 0x2;

    /** Device nodes cannot be opened. */
    public static final long MOUNT_ATTR_NODEV = 0x4;

    /** Programs cannot be executed. */
    public static final long MOUNT_ATTR_NOEXEC = 0x8;

    /** The mask of the access time modes, of which relative access times are 0. */
    public static final long MOUNT_ATTR__ATIME = 0x70;

    /** Access times are not updated. */
    public static final long MOUNT_ATTR_NOATIME = 0x10;

    /** Access times are always updated. */
    public static final long MOUNT_ATTR_STRICTATIME = 0x20;

    /** Access times of directories are not updated. */
    public static final long MOUNT_ATTR_NODIRATIME = 0x80;

    /** Symbolic links are not followed. */
    public static final long MOUNT_ATTR_NOSYMFOLLOW = 0x200000;

    private MountFlags() {}
}
