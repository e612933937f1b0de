package dev.hexrun.adapter.linux.frame;

/**
 * WATCH_EVENT: a watch has an event.
 *
 * @param watch its number in the order of the {@code Watch} steps; {@link #OUTPUT_CLOSED} if standard output has no
 *     reader
 */
public record WatchEventFrame(int watch) {

    /** The number that reports that the caller's standard output has no reader any more. */
    public static final int OUTPUT_CLOSED = -1;

    /**
     * Decodes a frame.
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
