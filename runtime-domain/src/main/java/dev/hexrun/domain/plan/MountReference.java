package dev.hexrun.domain.plan;

/**
 * The mount that a step changes. A mount that the plan made is named by the descriptor that is kept of it, since whoever
 * shares a directory with the container can make its path lead to another mount meanwhile.
 *
 * @param number the number of a kept mount, or one of the constants
 */
public record MountReference(int number) {

    /** The mount that the step's path leads to. */
    public static final MountReference BY_PATH = new MountReference(-1);

    /** The mount that the last {@link Step.Mount}, {@link Step.Bind} or {@link Step.Remount} made or changed. */
    public static final MountReference LATEST = new MountReference(-2);

    /**
     * Returns a reference to a kept mount.
     *
     * @param index the number of {@link Step.KeepMount} steps before the one that keeps it
     * @return the reference
     */
    public static MountReference kept(int index) {
        return new MountReference(index);
    }

    // A record's own methods are linked when they are first called, which a command waits for.

    @Override
    public boolean equals(Object other) {
        return other instanceof MountReference reference && reference.number == number;
    }

    @Override
    public int hashCode() {
        return number;
    }
}
