package dev.hexrun.adapter.linux.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class FrameWriterTest {

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final FrameWriter writer = new FrameWriter(sent);

    @Test
    void sendsNothingBeforeFlush() throws IOException {
        writer.proceed();
        assertThat(sent.size()).isZero();
        writer.flush();
        assertThat(sent.toByteArray()).isEqualTo(new Bytes().frame(FrameType.PROCEED));
    }

    @Test
    void keepsTheOrderOfFrames() throws IOException {
        writer.output(2, "careful\n".getBytes(StandardCharsets.UTF_8));
        writer.execute(LaunchPlan.of(new ProcessStep.SetSubreaper(true), new ProcessStep.ReleaseInit()));
        writer.abort();
        writer.output(1, "done\n".getBytes(StandardCharsets.UTF_8));
        writer.exit(255);
        writer.flush();

        assertThat(sent.toByteArray())
                .isEqualTo(new Bytes()
                        .raw(output(2, "careful\n"))
                        .raw(new Bytes()
                                .u32(2)
                                .raw(new byte[] {1, 7, 0, 1, 0, 0, 0, 1})
                                .raw(new byte[] {1, 4, 0, 0, 0, 0, 0})
                                .frame(FrameType.EXECUTE))
                        .raw(new Bytes().frame(FrameType.ABORT))
                        .raw(output(1, "done\n"))
                        .raw(new Bytes().u8(255).frame(FrameType.EXIT))
                        .toArray());
    }

    @Test
    void sendsLongOutputInChunks() throws IOException {
        String text = "0123456789abcdef".repeat(10_000);
        writer.output(1, text.getBytes(StandardCharsets.UTF_8));
        assertThat(sent.size()).isGreaterThan(2 * 64 * 1024);
        writer.flush();

        int piece = 64 * 1024;
        assertThat(sent.toByteArray())
                .isEqualTo(new Bytes()
                        .raw(output(1, text.substring(0, piece)))
                        .raw(output(1, text.substring(piece, 2 * piece)))
                        .raw(output(1, text.substring(2 * piece)))
                        .toArray());
    }

    @Test
    void sendsNothingOfAPlanThatCannotBeEncoded() throws IOException {
        LaunchPlan plan = LaunchPlan.of(new ProcessStep.ReleaseInit(), new HookStep.ChangeWorkingDirectory("/a\0b"));
        assertThatThrownBy(() -> writer.execute(plan)).isInstanceOf(ContainerException.class);
        writer.exit(1);
        writer.flush();
        assertThat(sent.toByteArray()).isEqualTo(new Bytes().u8(1).frame(FrameType.EXIT));
    }

    @Test
    void refusesAPlanLargerThanTheFrontAccepts() throws IOException {
        Step step = new HookStep.ChangeWorkingDirectory("/" + "x".repeat(1024 * 1024));
        FrameWriter limited = new FrameWriter(sent, 4 * 1024 * 1024);
        for (int steps : new int[] {4, 16}) {
            LaunchPlan plan = new LaunchPlan(Collections.nCopies(steps, step));
            assertThatThrownBy(() -> limited.execute(plan))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("the plan exceeds the 4194304 bytes that the native program accepts");
        }
        limited.flush();
        assertThat(sent.size()).isZero();
    }

    private static byte[] output(int descriptor, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Bytes().u8(descriptor).u32(bytes.length).raw(bytes).frame(FrameType.OUTPUT);
    }
}
