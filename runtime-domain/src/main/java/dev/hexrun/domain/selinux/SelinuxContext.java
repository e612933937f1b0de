package dev.hexrun.domain.selinux;

/**
 * A SELinux context, also called a label: {@code user:role:type} and in MLS and MCS policies {@code :level}. The level
 * is kept as text; {@link #range} parses it. Only the kernel knows whether the policy has the user, the role and the
 * type and allows their combination.
 *
 * @param user the SELinux user, for example {@code system_u}
 * @param role the role, for example {@code system_r}; {@code object_r} for files
 * @param type the type of a file or the domain of a process, for example {@code container_t}
 * @param level the level or range of levels; empty if the policy has none
 */
public record SelinuxContext(String user, String role, String type, String level) {

    /** The kernel does not read more than a page from a process attribute. */
    private static final int MAX_LENGTH = 4095;

    /** Checks the parts. */
    public SelinuxContext {
        requireName("user", user);
        requireName("role", role);
        requireName("type", type);
        requireText(level);
        if (user.length() + role.length() + type.length() + level.length() + 3 > MAX_LENGTH) {
            throw new IllegalArgumentException("a SELinux context has at most " + MAX_LENGTH + " characters");
        }
    }

    /**
     * Parses a context.
     *
     * @param text the context, for example {@code system_u:system_r:container_t:s0:c1,c2}
     * @return the context
     * @throws IllegalArgumentException if the text has fewer than three parts, an empty part, or a character that no
     *     context has
     */
    public static SelinuxContext of(String text) {
        int role = text.indexOf(':') + 1;
        int type = role == 0 ? 0 : text.indexOf(':', role) + 1;
        if (type == 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a SELinux context: expected user:role:type or user:role:type:level");
        }
        int level = text.indexOf(':', type) + 1;
        if (level == text.length()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a SELinux context: the level is empty");
        }
        try {
            return new SelinuxContext(
                    text.substring(0, role - 1),
                    text.substring(role, type - 1),
                    level == 0 ? text.substring(type) : text.substring(type, level - 1),
                    level == 0 ? "" : text.substring(level));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a SELinux context: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the range of levels.
     *
     * @return the range; a single level is a range whose ends are equal
     * @throws IllegalArgumentException if the level is empty or not a range, for example a name of mcstrans(8)
     */
    public MlsRange range() {
        return MlsRange.of(level);
    }

    /**
     * Returns whether the context has a level.
     *
     * @return {@code true} if it has
     */
    public boolean hasLevel() {
        return !level.isEmpty();
    }

    /**
     * Returns this context with another user.
     *
     * @param other the SELinux user
     * @return the context
     */
    public SelinuxContext withUser(String other) {
        return new SelinuxContext(other, role, type, level);
    }

    /**
     * Returns this context with another role.
     *
     * @param other the role
     * @return the context
     */
    public SelinuxContext withRole(String other) {
        return new SelinuxContext(user, other, type, level);
    }

    /**
     * Returns this context with another type.
     *
     * @param other the type
     * @return the context
     */
    public SelinuxContext withType(String other) {
        return new SelinuxContext(user, role, other, level);
    }

    /**
     * Returns this context with another level.
     *
     * @param other the level; empty for none
     * @return the context
     */
    public SelinuxContext withLevel(String other) {
        return new SelinuxContext(user, role, type, other);
    }

    /**
     * Returns this context with its level in the form that the kernel prints: sorted categories, ranges, and a single
     * level if the ends of a range are equal.
     *
     * @return the context; unchanged if it has no level, or one that is not a range
     */
    public SelinuxContext normalized() {
        if (level.isEmpty()) {
            return this;
        }
        try {
            return withLevel(range().toString());
        } catch (IllegalArgumentException e) {
            return this; // only the kernel or mcstrans(8) know this level
        }
    }

    private static void requireName(String part, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the " + part + " is empty");
        }
        if (name.indexOf(':') >= 0 || name.indexOf(',') >= 0) {
            throw new IllegalArgumentException("the " + part + " \"" + name + "\" contains a colon or a comma");
        }
        requireText(name);
    }

    private static void requireText(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '"') {
                throw new IllegalArgumentException("it contains a blank, a quote or a character that is not ASCII");
            }
        }
    }

    /**
     * Returns the text of the context.
     *
     * @return {@code user:role:type} or {@code user:role:type:level}
     */
    @Override
    public String toString() {
        return level.isEmpty() ? user + ":" + role + ":" + type : user + ":" + role + ":" + type + ":" + level;
    }
}
