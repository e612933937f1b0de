package dev.hexrun.domain.selinux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelinuxContextTest {

    @Test
    void hasFourParts() {
        SelinuxContext context = SelinuxContext.of("system_u:system_r:container_t:s0:c4,c5");
        assertThat(context.user()).isEqualTo("system_u");
        assertThat(context.role()).isEqualTo("system_r");
        assertThat(context.type()).isEqualTo("container_t");
        assertThat(context.level()).isEqualTo("s0:c4,c5");
        assertThat(context.range()).isEqualTo(MlsRange.of("s0:c4,c5"));
        assertThat(context).hasToString("system_u:system_r:container_t:s0:c4,c5");
    }

    @Test
    void mayHaveNoLevel() {
        SelinuxContext context = SelinuxContext.of("u:r:t");
        assertThat(context.hasLevel()).isFalse();
        assertThat(context).hasToString("u:r:t");
        assertThat(context.normalized()).isEqualTo(context);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "u:r:t:s0:c5,c4|u:r:t:s0:c4,c5",
                "u:r:t:s0:c4.c6-s0:c4.c6|u:r:t:s0:c4.c6",
                "u:r:t:SystemHigh|u:r:t:SystemHigh",
            })
    void isNormalizedByItsLevel(String text, String normalized) {
        assertThat(SelinuxContext.of(text).normalized()).hasToString(normalized);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "u",
                "u:r",
                "u:r:",
                ":r:t",
                "u::t",
                "u:r::s0",
                "u:r:t:",
                "u:r:t t",
                "u:r:t:s0\n",
                "u:r:t\0",
                "u,x:r:t",
                "u:r:t:s0\"",
                "u:r:tä",
                "u: r:t",
            })
    void refusesOtherTexts(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SelinuxContext.of(text))
                .withMessageContaining("is not a SELinux context");
    }

    @Test
    void refusesMoreThanTheKernelReads() {
        assertThat(SelinuxContext.of("u:r:" + "t".repeat(4090))).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SelinuxContext.of("u:r:" + "t".repeat(4095)))
                .withMessageContaining("4095");
    }

    @Test
    void anyContextIsParsedFromItsOwnText() {
        Random random = new Random(21);
        for (int i = 0; i < 5_000; i++) {
            SelinuxContext context = context(random);
            assertThat(SelinuxContext.of(context.toString())).isEqualTo(context);
            assertThat(context.normalized().normalized()).isEqualTo(context.normalized());
        }
    }

    static SelinuxContext context(Random random) {
        return new SelinuxContext(
                name(random),
                name(random),
                name(random),
                random.nextInt(4) == 0 ? "" : MlsRangeTest.range(random).toString());
    }

    static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int length = random.nextInt(1, 12); length > 0; length--) {
            name.append("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789_.-".charAt(random.nextInt(45)));
        }
        return name.toString();
    }
}
