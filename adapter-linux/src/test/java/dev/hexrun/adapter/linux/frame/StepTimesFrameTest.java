package dev.hexrun.adapter.linux.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.port.launch.StepTimes;
import org.junit.jupiter.api.Test;

class StepTimesFrameTest {

    private static StepTimes decode(Bytes bytes, int steps) {
        return StepTimesFrame.decode(new FieldReader(bytes.toArray()), steps);
    }

    private static Bytes times(int count) {
        return new Bytes().u64(1).u32(count);
    }

    @Test
    void readsATimeForEachStep() {
        StepTimes times = decode(
                new Bytes()
                        .u64(0x0123456789abcdefL)
                        .u32(3)
                        .u64(0x80000001L)
                        .u64(0)
                        .u64(7),
                3);
        assertThat(times.start()).isEqualTo(0x0123456789abcdefL);
        assertThat(times.ends()).containsExactly(0x80000001L, StepTimes.UNKNOWN, 7L);
        assertThat(decode(times(0), 0).ends()).isEmpty();
    }

    @Test
    void refusesAnotherNumberOfTimes() {
        assertThatThrownBy(() -> decode(times(1).u64(2), 2))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("native protocol: times of 1 steps, for a plan of 2");
        for (Bytes garbage : new Bytes[] {
            new Bytes(),
            new Bytes().u32(1),
            new Bytes().u64(1),
            times(2),
            times(2).u64(1),
            times(2).u64(1).u32(1),
            times(2).u64(1).u64(2).u8(3),
            times(-1).u64(1).u64(2),
            times(0x20000002).u64(1).u64(2),
        }) {
            assertThatThrownBy(() -> decode(garbage, 2)).isInstanceOf(ProtocolException.class);
        }
    }
}
