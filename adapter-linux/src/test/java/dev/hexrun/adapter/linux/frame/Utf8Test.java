package dev.hexrun.adapter.linux.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "a?b", "é", "\ufffd", "x\ufffd?y", "\ud83d\ude00", "\u0800\uffff", "?\ud83d\udc80"})
    void decodesValidText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.decode(bytes, 0, bytes.length)).isEqualTo(text);
        assertThat(Utf8.encode(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "ff, \udcff",
        "61ff62, a\udcffb",
        "c3, \udcc3",
        "c328, \udcc3(",
        "e282, \udce2\udc82",
        "f09f98, \udcf0\udc9f\udc98",
        "eda080, \udced\udca0\udc80",
        "c080, \udcc0\udc80",
        "efbfbdff, \ufffd\udcff",
        "3fff, ?\udcff"
    })
    void preservesInvalidBytes(String hex, String text) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(Utf8.decode(bytes, 0, bytes.length)).isEqualTo(text);
        assertThat(Utf8.encode(text)).isEqualTo(bytes);
    }

    @Test
    void roundTripsAllBytes() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertThat(Utf8.encode(Utf8.decode(bytes, 0, bytes.length))).isEqualTo(bytes);
        }
    }

    @Test
    void readsOnlyTheGivenRange() {
        assertThat(Utf8.decode(new byte[] {(byte) 0xff, 'a', (byte) 0xfe, 'b'}, 1, 2))
                .isEqualTo("a\udcfe");
    }
}
