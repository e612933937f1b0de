package dev.hexrun.adapter.linux.frame;

/**
 * COMPLETED: every step of the plan is done.
 *
 * @param initPid the pid of init; 0 if no plan has created one
 */
public record CompletedFrame(int initPid) {

    /**
     * Decodes a frame.
     *
     * @param fields the payload
     * @return the frame
     * @throws ProtocolException if it is malformed
     */
    public static CompletedFrame decode(FieldReader fields) {
        CompletedFrame frame = new CompletedFrame(fields.i32());
        fields.end();
        return frame;
    }
}
