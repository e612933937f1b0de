package dev.hexrun.adapter.linux.state;

import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * The mode with which a file or directory is created, so that at no time another user can write to it.
 *
 * @param value the permissions
 */
record OwnerOnly(Set<PosixFilePermission> value) implements FileAttribute<Set<PosixFilePermission>> {

    /** The mode 0600. */
    static final OwnerOnly FILE =
            new OwnerOnly(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    /** The mode 0700. */
    static final OwnerOnly DIRECTORY = new OwnerOnly(
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    /** The mode 0755 of a directory above the state root, which other users may use, too. */
    static final OwnerOnly PARENT = new OwnerOnly(Set.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_EXECUTE));

    @Override
    public String name() {
        return "posix:permissions";
    }
}
