package dev.hexrun.adapter.linux.frame;

import dev.hexrun.port.launch.FailureCause;

/**
 * FAILED: a step of the plan failed, and all processes of the plan are dead.
 *
 * @param step the index of the step in the plan, unsigned
 * @param errno the error number; 0 for none
 * @param cause the kind of failure
 * @param status the exit status of a child or hook
 * @param detail a path, the kernel's message or a hook's standard output; may be empty
 * @param errorOutput a hook's standard error
 */
public record FailedFrame(int step, int errno, FailureCause cause, int status, String detail, String errorOutput) {

    /**
     * Decodes a frame.
     *
     * @param fields the payload
     * @return the frame
     * @throws ProtocolException if it is malformed
     */
    public static FailedFrame decode(FieldReader fields) {
        FailedFrame frame = new FailedFrame(
                fields.i32(), fields.i32(), cause(fields.i32()), fields.i32(), fields.str(), fields.str());
        fields.end();
        if (frame.errno < 0) {
            throw new ProtocolException("an error number of " + frame.errno);
        }
        return frame;
    }

    private static FailureCause cause(int number) {
        return switch (number) {
            case 0 -> FailureCause.SYSTEM_CALL;
            case 1 -> FailureCause.CHILD_DIED;
            case 2 -> FailureCause.HOOK_FAILED;
            case 3 -> FailureCause.HOOK_TIMED_OUT;
            case 4 -> FailureCause.REFUSED;
            case 5 -> FailureCause.ABORTED;
            case 6 -> FailureCause.MALFORMED;
            default -> throw new ProtocolException("a failure of cause " + Integer.toUnsignedString(number));
        };
    }
}
