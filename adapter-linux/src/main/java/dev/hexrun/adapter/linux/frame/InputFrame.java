package dev.hexrun.adapter.linux.frame;

/**
 * INPUT: what the caller's standard input holds.
 *
 * @param errno why it could not be read; 0 if it could
 * @param bytes up to its end, or as many as were asked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record InputFrame(int errno, byte[] bytes) {

    /**
     * Decodes one.
     *
     * @param fields the payload
     * @return the frame
     * @throws ProtocolException if it is malformed
     */
    public static InputFrame decode(FieldReader fields) {
        InputFrame frame = new InputFrame(fields.i32(), fields.bytes());
        fields.end();
        return frame;
    }
}
