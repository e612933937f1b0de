package dev.hexrun.adapter.linux.state;

import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * The mode that a file or folder is made with, so that at no time anyone but its owner can write to it.
 *
 * @param value the permissions
 */
record OwnerOnly(Set<PosixFilePermission> value) implements FileAttribute<Set<PosixFilePermission>> {

    /** 0600. */
    static final OwnerOnly FILE =
            new OwnerOnly(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    /** 0700. */
    static final OwnerOnly DIRECTORY = new OwnerOnly(
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    /** 0755, of a directory above the state root, which may be one for other users, too. */
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
