package dev.hexrun.app.command;

/**
 * A receiver of warnings about a configuration that the runtime accepts: for example about an unknown capability, which
 * the specification requires to be logged as a warning (config.md, "Linux Process"). Callers of the use cases may
 * implement this interface.
 */
public interface Warnings {

    /** A receiver that ignores all warnings. */
    Warnings NONE = new Warnings() {
        @Override
        public boolean enabled() {
            return false;
        }

        @Override
        public void warn(String message) {}
    };

    /**
     * Returns whether warnings are received, so that the runtime can skip the search for them.
     *
     * @return {@code false} if {@link #warn} does nothing
     */
    boolean enabled();

    /**
     * Receives a warning.
     *
     * @param message the message, lower case, no full stop
     */
    void warn(String message);

    /**
     * Receives a message for diagnosis, such as the decision of a policy.
     *
     * @param message the message, lower case, no full stop
     */
    default void debug(String message) {}
}
