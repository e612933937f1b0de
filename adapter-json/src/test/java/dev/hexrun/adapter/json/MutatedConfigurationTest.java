package dev.hexrun.adapter.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.validate.ConfigurationValidator;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.bundle.Bundle;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random damage to configurations, by a seeded generator. The result is read and validated, or refused with a message.
 * Anything else is a failure, which prints the seed.
 */
class MutatedConfigurationTest {

    private static final int ROUNDS = 500;

    /** Values of unexpected types and ranges. */
    private static final String[] VALUES = {
        "null",
        "true",
        "-1",
        "0",
        "4294967296",
        "18446744073709551616",
        "1e400",
        "0.5",
        "\"\"",
        "\"\\u0000\"",
        "\"/\"",
        "\"..\"",
        "\"\\ud800\"",
        "[]",
        "{}",
        "[null]",
        "[[[]]]",
        "{\"\":{}}",
        "\"CAP_KILL\"",
        "[{}]",
        "{\"type\":5}"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runc-1.1.5-spec.json",
                "runc-1.1.5-spec-rootless.json",
                "podman-like.json",
                "containerd-like.json",
                "full.json"
            })
    void isReadOrRefusedWithAMessage(String name) {
        byte[] original = Samples.bytes(name);
        int read = 0;
        int refused = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            byte[] damaged = damage(original, new Random(seed));
            try {
                Bundle bundle = new JsonBundleReader().parse(damaged);
                validate(bundle);
                read++;
            } catch (InvalidConfigurationException e) {
                assertThat(e.problems().list()).as("seed %d", seed).hasSize(1);
                assertThat(e.problems().summary()).as("seed %d", seed).contains("line ");
                refused++;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + " of " + name, e);
            }
        }
        // Both outcomes must occur often enough for the test to be meaningful.
        assertThat(read).isGreaterThan(ROUNDS / 10);
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }

    private static void validate(Bundle bundle) {
        for (boolean unprivileged : new boolean[] {false, true}) {
            var found = ConfigurationValidator.validate(bundle.configuration(), new OrdinaryHost(unprivileged));
            assertPrintable(bundle.problems().and(found));
        }
        assertPrintable(ConfigurationValidator.warnings(bundle.configuration()));
    }

    private static void assertPrintable(Problems problems) {
        String sentence = problems.summary();
        assertThat(sentence.chars().noneMatch(Character::isISOControl))
                .as(sentence)
                .isTrue();
    }

    static byte[] damage(byte[] original, Random random) {
        byte[] text = original.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            text = switch (random.nextInt(6)) {
                case 0 -> overwrite(text, random);
                case 1 -> Arrays.copyOf(text, random.nextInt(text.length) + 1);
                case 2 -> cutOut(text, random);
                default -> replaceValue(text, random);
            };
        }
        return text;
    }

    private static byte[] overwrite(byte[] text, Random random) {
        byte[] changed = text.clone();
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        return changed;
    }

    private static byte[] cutOut(byte[] text, Random random) {
        int from = random.nextInt(text.length);
        int to = Math.min(text.length, from + random.nextInt(20));
        byte[] changed = Arrays.copyOf(text, text.length - (to - from));
        System.arraycopy(text, to, changed, from, text.length - to);
        return changed.length == 0 ? text : changed;
    }

    /** Replaces the text between a colon or comma and the next comma or closing bracket. */
    private static byte[] replaceValue(byte[] text, Random random) {
        int start = random.nextInt(text.length);
        while (start < text.length && text[start] != ':' && text[start] != ',') {
            start++;
        }
        int end = start + 1;
        while (end < text.length && ",]}".indexOf(text[end]) < 0) {
            end++;
        }
        if (end >= text.length) {
            return text;
        }
        byte[] value = VALUES[random.nextInt(VALUES.length)].getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] changed = new byte[start + 1 + value.length + text.length - end];
        System.arraycopy(text, 0, changed, 0, start + 1);
        System.arraycopy(value, 0, changed, start + 1, value.length);
        System.arraycopy(text, end, changed, start + 1 + value.length, text.length - end);
        return changed;
    }
}
