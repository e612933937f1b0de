package dev.hexrun.adapter.linux.frame;

/**
 * REACHED: the front waits at a sync point.
 *
 * @param step the index of the step in the plan, unsigned
 * @param launcherPid the pid of the launcher; 0 if there is none
 * @param initPid the pid of init; 0 if there is none
 */
public record ReachedFrame(int step, int launcherPid, int initPid) {

    /**
     * Decodes a frame.
     *
     * @param fields the payload
     * @return the frame
     * @throws ProtocolException if it is malformed
     */
    public static ReachedFrame decode(FieldReader fields) {
        ReachedFrame frame = new ReachedFrame(fields.i32(), fields.i32(), fields.i32());
        fields.end();
        return frame;
    }
}
