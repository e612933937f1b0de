package dev.hexrun.adapter.linux.frame;

/**
 * WATCH_EVENT: a watch has noticed something.
 *
 * @param watch its number in the order of the {@code Watch} steps; {@link #OUTPUT_CLOSED} if standard output has no reader
 */
public record WatchEventFrame(int watch) {

    /** Nobody reads the caller's standard output any more. */
    public static final int OUTPUT_CLOSED = -1;

    /**
     * Decodes one.
     *
     * @param fields the payload
     * @return the frame
     * @throws ProtocolException if it is malformed
     */
    public static WatchEventFrame decode(FieldReader fields) {
        WatchEventFrame frame = new WatchEventFrame(fields.i32());
        fields.end();
        return frame;
    }
}
