package dev.hexrun.domain.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitySetTest {

    @ParameterizedTest
    @CsvSource({
        "CAP_CHOWN, 0",
        "CAP_KILL, 5",
        "CAP_NET_BIND_SERVICE, 10",
        "CAP_SYS_ADMIN, 21",
        "CAP_MKNOD, 27",
        "CAP_AUDIT_WRITE, 29",
        "CAP_SYSLOG, 34",
        "CAP_CHECKPOINT_RESTORE, 40"
    })
    void hasTheNumbersOfTheKernel(String name, int number) {
        assertThat(Capability.find(name))
                .hasValueSatisfying(c -> assertThat(c.number()).isEqualTo(number));
        assertThat(CapabilitySet.of(List.of(name)).bits()).isEqualTo(1L << number);
    }

    @Test
    void ignoresUnknownNames() {
        List<String> names = List.of("CAP_KILL", "CAP_FLY", "cap_kill", "KILL");

        assertThat(CapabilitySet.of(names).names()).containsExactly("CAP_KILL");
        assertThat(CapabilitySet.unknown(names)).containsExactly("CAP_FLY", "cap_kill", "KILL");
    }

    @Test
    void hasEveryCapabilityOfTheKernel() {
        assertThat(Capability.values()).hasSize(41);
    }

    @Test
    void intersects() {
        CapabilitySet one = CapabilitySet.of(List.of("CAP_KILL", "CAP_CHOWN"));

        assertThat(one.intersect(CapabilitySet.of(List.of("CAP_KILL"))).names()).containsExactly("CAP_KILL");
        assertThat(one.contains(Capability.CAP_CHOWN)).isTrue();
        assertThat(CapabilitySet.EMPTY.names()).isEmpty();
    }
}
