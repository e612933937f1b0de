package dev.hexrun.domain.step;

/**
 * Mode and owner of a new file.
 *
 * @param mode the permission bits
 * @param uid the owner
 * @param gid the group
 */
public record FileAccess(
        @Unsigned int mode, @Unsigned int uid, @Unsigned int gid) {}
