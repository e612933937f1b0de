package dev.hexrun.adapter.linux.frame;

/**
 * NOTICED: a watch has noticed something.
 *
 * @param watch its number in the order of the {@code Watch} steps; {@link #UNREAD} if standard output has no reader
 */
public record NoticedFrame(int watch) {

    /** Nobody reads the caller's standard output any more. */
    public static final int UNREAD = -1;

    /**
     * Decodes one.
     *
     * @param fields the payload
     * @return the frame
     * @throws ProtocolException if it is malformed
     */
    public static NoticedFrame decode(FieldReader fields) {
        NoticedFrame frame = new NoticedFrame(fields.i32());
        fields.end();
        return frame;
    }
}
