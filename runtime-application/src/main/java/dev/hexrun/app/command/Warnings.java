package dev.hexrun.app.command;

/**
 * Takes what a user should know of a configuration that is carried out nevertheless: that a capability in it is not
 * known, for example, which the specification wants to be logged as a warning (config.md, "Linux Process"). Yours to
 * implement.
 */
public interface Warnings {

    /** Takes nothing. */
    Warnings NONE = new Warnings() {
        @Override
        public boolean enabled() {
            return false;
        }

        @Override
        public void warn(String message) {}
    };

    /**
     * Tells whether anybody listens, so that nothing is looked for in vain.
     *
     * @return {@code false} if {@link #warn} does nothing
     */
    boolean enabled();

    /**
     * Takes a remark.
     *
     * @param message what, lower case, no full stop
     */
    void warn(String message);
}
