package dev.hexrun.adapter.linux.frame;

/**
 * INPUT: the caller's standard input.
 *
 * @param errno the error number; 0 for success
 * @param bytes the input up to its end or to the requested size
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record InputFrame(int errno, byte[] bytes) {

    /**
     * Decodes a frame.
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
