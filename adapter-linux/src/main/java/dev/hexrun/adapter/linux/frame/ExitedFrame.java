package dev.hexrun.adapter.linux.frame;

/**
 * EXITED: a process that the plan waited for has ended.
 *
 * @param pid the pid of the process
 * @param status its exit status, or 128 plus the number of the signal that ended it; 0 to 255
 */
public record ExitedFrame(int pid, int status) {

    /**
     * Decodes a frame.
     *
     * @param fields the payload
     * @return the frame
     * @throws ProtocolException if it is malformed, or the status is out of range
     */
    public static ExitedFrame decode(FieldReader fields) {
        ExitedFrame frame = new ExitedFrame(fields.i32(), fields.i32());
        fields.end();
        if (frame.status < 0 || frame.status > 255) {
            throw new ProtocolException("an exit status of " + frame.status);
        }
        return frame;
    }
}
