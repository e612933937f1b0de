package dev.hexrun.adapter.linux.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepCodecTest {

    static List<SampleSteps> samples() {
        return SampleSteps.ALL;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void writesTheBytesOfTheProtocol(SampleSteps sample) throws IOException {
        assertThat(HexFormat.of().formatHex(encode(sample.step()))).isEqualTo(sample.bytes());
    }

    @Test
    void everyStepTypeHasAnEncoding() {
        Set<Class<?>> encoded = new HashSet<>();
        for (SampleSteps sample : SampleSteps.ALL) {
            encoded.add(sample.step().getClass());
        }
        assertThat(encoded).isEqualTo(steps());
    }

    private static Set<Class<?>> steps() {
        Set<Class<?>> steps = new HashSet<>();
        for (Class<?> family : Step.class.getPermittedSubclasses()) {
            steps.addAll(Set.of(family.getPermittedSubclasses()));
        }
        return steps;
    }

    @Test
    void refusesAStringWithANulByte() {
        assertThatThrownBy(() -> encode(new NamespaceStep.SetHostname("a\0b")))
                .isInstanceOf(ContainerException.class)
                .hasMessage("a string contains a NUL byte: a?b");
    }

    static byte[] encode(Step step) throws IOException {
        FieldWriter out = new FieldWriter(FrameReader.MAX_PAYLOAD);
        StepCodec.encode(step, out);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        out.drain(bytes);
        return bytes.toByteArray();
    }
}
