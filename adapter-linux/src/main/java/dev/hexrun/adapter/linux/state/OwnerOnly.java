package dev.hexrun.adapter.linux.state;

import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * The mode that a file or folder is made with, so that at no time anyone but its owner has access.
 *
 * @param value the permissions
 */
record OwnerOnly(Set<PosixFilePermission> value) implements FileAttribute<Set<PosixFilePermission>> {

    /** 0600. */
    static final OwnerOnly FILE =
            new OwnerOnly(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    /** 0700. */
    static final OwnerOnly FOLDER = new OwnerOnly(
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    @Override
    public String name() {
        return "posix:permissions";
    }
}
