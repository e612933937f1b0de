package dev.hexrun.app.command;

/**
 * Takes what a user should know of a configuration that is carried out nevertheless: that a capability in it is not
 * known, for example, which the specification wants to be logged as a warning (config.md, "Linux Process"). Yours to
 * implement.
 */
public interface Remarks {

    /** Takes nothing. */
    Remarks NONE = new Remarks() {
        @Override
        public boolean wanted() {
            return false;
        }

        @Override
        public void remark(String message) {}
    };

    /**
     * Tells whether anybody listens, so that nothing is looked for in vain.
     *
     * @return {@code false} if {@link #remark} does nothing
     */
    boolean wanted();

    /**
     * Takes a remark.
     *
     * @param message what, lower case, no full stop
     */
    void remark(String message);
}
