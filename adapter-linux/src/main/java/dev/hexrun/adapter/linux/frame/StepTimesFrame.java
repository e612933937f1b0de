package dev.hexrun.adapter.linux.frame;

import dev.hexrun.port.launch.StepTimes;
import java.util.ArrayList;
import java.util.List;

/** STEP_TIMES: the times at which the steps of a plan ended. */
public final class StepTimesFrame {

    private StepTimesFrame() {}

    /**
     * Decodes a frame.
     *
     * @param fields the payload
     * @param steps the number of steps of the plan
     * @return the times
     * @throws ProtocolException if it is malformed, or contains another number of steps
     */
    public static StepTimes decode(FieldReader fields, int steps) {
        long start = fields.i64();
        int count = fields.count(Long.BYTES);
        if (count != steps) {
            throw new ProtocolException("times of " + count + " steps, for a plan of " + steps);
        }
        List<Long> ends = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ends.add(fields.i64());
        }
        fields.end();
        return new StepTimes(start, ends);
    }
}
