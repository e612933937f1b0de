package dev.hexrun.adapter.linux.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.port.launch.CommandRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RequestFrameTest {

    private static CommandRequest decode(byte[] payload) {
        return RequestFrame.decode(new FieldReader(payload));
    }

    @Test
    void decodesEveryField() {
        assertThat(decode(Bytes.request("hexrun", "state", "wéb").toArray()))
                .isEqualTo(new CommandRequest(
                        List.of("hexrun", "state", "wéb"),
                        List.of("PATH=/bin"),
                        "/home/user",
                        4242,
                        1000,
                        0,
                        100,
                        5,
                        022,
                        120));
    }

    @Test
    void refusesAnotherMagic() {
        byte[] payload = Bytes.request("hexrun").toArray();
        payload[0] ^= 1;
        assertThatThrownBy(() -> decode(payload))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("native protocol: the peer is not a front of hexrun");
    }

    @Test
    void refusesAnotherVersion() {
        byte[] payload = Bytes.request("hexrun").toArray();
        payload[4] = 2;
        assertThatThrownBy(() -> decode(payload))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("native protocol: the front speaks version 2, and this runtime version 1");
    }

    @Test
    void refusesTruncatedRequests() {
        byte[] payload = Bytes.request("hexrun", "state", "web").toArray();
        for (int length = 0; length < payload.length; length++) {
            byte[] cut = Arrays.copyOf(payload, length);
            assertThatThrownBy(() -> decode(cut)).as("%d bytes", length).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void refusesTrailingBytes() {
        byte[] payload = Bytes.request("hexrun").u8(0).toArray();
        assertThatThrownBy(() -> decode(payload))
                .hasMessage("native protocol: 1 bytes are left over at the end of a frame");
    }

    @RepeatedTest(200)
    void decodesAnyBytesToARequestOrAProtocolException(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] payload =
                Bytes.request("hexrun", "--root", "/run/x", "state", "web").toArray();
        for (int round = 0; round < 200; round++) {
            byte[] mutated = mutate(payload, random);
            try {
                CommandRequest request = decode(mutated);
                assertThat(request.arguments().size()).isLessThan(mutated.length);
            } catch (ProtocolException e) {
                assertThat(e).hasMessageStartingWith("native protocol: ");
            }
        }
    }

    private static byte[] mutate(byte[] payload, Random random) {
        byte[] mutated =
                Arrays.copyOf(payload, random.nextInt(4) == 0 ? random.nextInt(payload.length + 8) : payload.length);
        for (int i = random.nextInt(4); i >= 0 && mutated.length > 0; i--) {
            // Decoders often fail on large lengths, so bytes become 0xff often.
            mutated[random.nextInt(mutated.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
        }
        return mutated;
    }
}
