package dev.hexrun.port.provider;

/**
 * The log of an adapter. The runtime implements it and prefixes each message with the name of the adapter. Standard
 * output and standard error of the JVM are discarded.
 *
 * <p>Every method may be called from any thread. The runtime writes messages of other threads than its own when it
 * next uses the log or when the command ends, and at most 1,000 of them.
 */
public interface AdapterLog {

    /** A log that discards all messages. */
    AdapterLog NONE = new AdapterLog() {
        @Override
        public boolean debugEnabled() {
            return false;
        }

        @Override
        public void debug(String message) {}

        @Override
        public void warn(String message) {}
    };

    /**
     * Returns whether debug messages are written, so that an adapter can skip their creation.
     *
     * @return {@code true} with {@code --debug}
     */
    boolean debugEnabled();

    /**
     * Writes a debug message if {@link #debugEnabled}.
     *
     * @param message the message, in lower case and without a full stop
     */
    void debug(String message);

    /**
     * Writes a warning, which users see without {@code --debug}.
     *
     * @param message the problem, in lower case and without a full stop
     */
    void warn(String message);
}
