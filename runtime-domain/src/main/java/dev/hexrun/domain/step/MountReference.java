package dev.hexrun.domain.step;

/**
 * The mount that a step changes. A mount of the plan is identified by the descriptor that init keeps of it, because a
 * process that shares a directory with the container could replace the mount at the path.
 *
 * @param number the number of a kept mount, or the number of one of the constants
 */
public record MountReference(int number) {

    /** The mount at the step's path. */
    public static final MountReference BY_PATH = new MountReference(-1);

    /** The mount of the last {@link MountStep.Mount}, {@link MountStep.Bind} or {@link MountStep.Remount}. */
    public static final MountReference LATEST = new MountReference(-2);

    /**
     * Returns a reference to a kept mount.
     *
     * @param index the number of {@link MountStep.KeepMount} steps before the one that keeps it
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
