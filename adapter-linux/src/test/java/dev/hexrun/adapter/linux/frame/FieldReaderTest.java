package dev.hexrun.adapter.linux.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldReaderTest {

    @Test
    void readsLittleEndian() {
        FieldReader fields = new FieldReader(
                new Bytes().u8(0xfe).u16(0xabcd).u32(0x89abcdef).strs("a", "").toArray());
        assertThat(fields.u8()).isEqualTo(0xfe);
        assertThat(fields.u16()).isEqualTo(0xabcd);
        assertThat(fields.i32()).isEqualTo(0x89abcdef);
        assertThat(fields.strs()).containsExactly("a", "");
        fields.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void refusesAStringThatIsLongerThanItsFrame(int count) {
        FieldReader fields = new FieldReader(
                new Bytes().u32(count).raw(new byte[] {'a', 'b', 'c', 'd', 0}).toArray());
        assertThatThrownBy(fields::str).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 1 << 28, Integer.MAX_VALUE, -1})
    void allocatesNothingForMoreStringsThanTheFrameCanContain(int count) {
        FieldReader fields = new FieldReader(new Bytes().u32(count).str("a").toArray());
        assertThatThrownBy(fields::strs)
                .isInstanceOf(ProtocolException.class)
                .hasMessage("native protocol: a field of " + Integer.toUnsignedString(count)
                        + " does not fit into 6 bytes");
    }

    @Test
    void refusesAStringWithoutTerminatingNul() {
        FieldReader fields =
                new FieldReader(new Bytes().u32(1).raw(new byte[] {'a', 'b'}).toArray());
        assertThatThrownBy(fields::str).hasMessage("native protocol: a text does not end in a NUL byte");
    }

    @Test
    void refusesAStringWithANulByteInside() {
        FieldReader fields =
                new FieldReader(new Bytes().u32(2).raw(new byte[] {'a', 0, 0}).toArray());
        assertThatThrownBy(fields::str).hasMessage("native protocol: a string contains a NUL byte");
    }
}
