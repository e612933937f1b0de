package dev.hexrun.adapter.linux.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A comparison of {@code steps.h}, the table from which the native program is compiled, with the encoder. */
class NativeStepTableTest {

    private static final Pattern ROW =
            Pattern.compile("STEP\\((\\d+), (\\w+), \\w+, \"([FLI]+)\", \"([bwiqsSBg]*)\"\\)");

    private static final Map<Integer, NativeStep> TABLE = new LinkedHashMap<>();

    record NativeStep(String name, String actors, String fields) {}

    static List<SampleSteps> samples() {
        return SampleSteps.ALL;
    }

    @BeforeAll
    static void readTable() throws IOException {
        Matcher row = ROW.matcher(Files.readString(Path.of("src/main/c/steps.h")));
        while (row.find()) {
            TABLE.put(Integer.valueOf(row.group(1)), new NativeStep(row.group(2), row.group(3), row.group(4)));
        }
    }

    @Test
    void generatedFilesMatchTheSteps() throws IOException, InterruptedException {
        Process generator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "../scripts/StepTables.java",
                        "--check",
                        "..")
                .redirectErrorStream(true)
                .start();
        String output = new String(generator.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(generator.waitFor()).as(output).isZero();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void fieldsMatchTheNativeProgram(SampleSteps sample) throws IOException {
        FieldReader encoded = new FieldReader(StepCodecTest.encode(sample.step()));
        int actor = encoded.u8();
        NativeStep expected =
                Objects.requireNonNull(TABLE.get(encoded.u16()), "a step that the native program has not");
        encoded.i32();

        assertThat(expected.actors()).contains(List.of("F", "L", "I").get(actor - 1));
        for (char field : expected.fields().toCharArray()) {
            skip(encoded, field);
        }
        encoded.end();
    }

    private static void skip(FieldReader encoded, char field) {
        switch (field) {
            case 'b' -> encoded.u8();
            case 'w', 'i' -> encoded.i32();
            case 'q' -> {
                encoded.i32();
                encoded.i32();
            }
            case 's' -> encoded.str();
            case 'S' -> encoded.strs();
            case 'B' -> {
                for (int left = encoded.i32(); left > 0; left--) {
                    encoded.u8();
                }
            }
            case 'g' -> {
                int[] values = new int[encoded.i32()];
                Arrays.setAll(values, i -> encoded.i32());
            }
            default -> throw new AssertionError(field);
        }
    }
}
