package dev.hexrun.adapter.linux.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.port.launch.FailureCause;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private static FrameReader over(byte[] bytes) {
        return new FrameReader(new ByteArrayInputStream(bytes));
    }

    @Test
    void readsConsecutiveFrames() throws IOException {
        byte[] reached = new Bytes().u32(3).u32(10).u32(0).frame(FrameType.REACHED);
        byte[] exited = new Bytes().u32(11).u32(137).frame(FrameType.EXITED);
        byte[] completed = new Bytes().u32(11).frame(FrameType.COMPLETED);
        FrameReader reader =
                over(new Bytes().raw(reached).raw(exited).raw(completed).toArray());

        assertThat(reader.next()).isEqualTo(FrameType.REACHED);
        assertThat(ReachedFrame.decode(reader.fields())).isEqualTo(new ReachedFrame(3, 10, 0));
        assertThat(reader.next()).isEqualTo(FrameType.EXITED);
        assertThat(ExitedFrame.decode(reader.fields())).isEqualTo(new ExitedFrame(11, 137));
        assertThat(reader.next()).isEqualTo(FrameType.COMPLETED);
        assertThat(CompletedFrame.decode(reader.fields())).isEqualTo(new CompletedFrame(11));
        assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
    }

    @Test
    void readsAFrameThatArrivesInParts() throws IOException {
        byte[] frame = new Bytes().u32(11).frame(FrameType.COMPLETED);
        FrameReader reader = new FrameReader(new SequenceInputStream(
                new ByteArrayInputStream(frame, 0, 2), new ByteArrayInputStream(frame, 2, frame.length - 2)));
        assertThat(reader.next()).isEqualTo(FrameType.COMPLETED);
        assertThat(CompletedFrame.decode(reader.fields())).isEqualTo(new CompletedFrame(11));
    }

    @Test
    void reportsEndOfFileWithinAFrame() {
        byte[] frame = new Bytes().u32(11).frame(FrameType.COMPLETED);
        for (int length = 0; length < frame.length; length++) {
            FrameReader reader = over(Arrays.copyOf(frame, length));
            assertThatThrownBy(reader::next).as("%d bytes", length).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {256 * 1024 * 1024 + 1, Integer.MAX_VALUE, -1})
    void refusesAFrameThatIsTooLong(int length) {
        FrameReader reader = over(new Bytes().u32(length).u8(1).toArray());
        assertThatThrownBy(reader::next)
                .isInstanceOf(ProtocolException.class)
                .hasMessage("native protocol: a frame of " + Integer.toUnsignedString(length) + " bytes is too long");
    }

    @Test
    void readsEveryCauseOfAFailure() throws IOException {
        FailureCause[] causes = {
            FailureCause.SYSTEM_CALL,
            FailureCause.CHILD_DIED,
            FailureCause.HOOK_FAILED,
            FailureCause.HOOK_TIMED_OUT,
            FailureCause.REFUSED,
            FailureCause.ABORTED,
            FailureCause.MALFORMED
        };
        for (int number = 0; number < causes.length; number++) {
            FrameReader reader = over(failed(number).frame(FrameType.FAILED));
            assertThat(reader.next()).isEqualTo(FrameType.FAILED);
            assertThat(FailedFrame.decode(reader.fields()))
                    .isEqualTo(new FailedFrame(9, 13, causes[number], 137, "out", "err"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, -1})
    void refusesAnUnknownCause(int number) {
        FieldReader fields = new FieldReader(failed(number).toArray());
        assertThatThrownBy(() -> FailedFrame.decode(fields)).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, -1})
    void refusesAnExitStatusAbove255(int status) {
        FieldReader fields = new FieldReader(new Bytes().u32(1).u32(status).toArray());
        assertThatThrownBy(() -> ExitedFrame.decode(fields)).isInstanceOf(ProtocolException.class);
    }

    private static Bytes failed(int cause) {
        return new Bytes().u32(9).u32(13).u32(cause).u32(137).str("out").str("err");
    }
}
