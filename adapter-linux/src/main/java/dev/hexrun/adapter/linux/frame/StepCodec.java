package dev.hexrun.adapter.linux.frame;

import dev.hexrun.domain.step.Step;

/** The wire format of steps; {@code docs/protocol.md}, "Steps". */
final class StepCodec {

    private StepCodec() {}

    /** Writes a step: {@code u8 actor | u16 opcode | u32 length of fields | fields}. */
    static void encode(Step step, FieldWriter out) {
        out.u8(step.actor().code());
        out.u16(step.opcode());
        int lengthAt = out.length();
        out.u32(0);
        StepFields.write(step, out);
        out.patch(lengthAt, out.length() - lengthAt - 4);
    }
}
