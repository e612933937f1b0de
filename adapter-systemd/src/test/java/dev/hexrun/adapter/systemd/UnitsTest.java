package dev.hexrun.adapter.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.HostOperationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

    private static final String UNIT = "runc-web.scope";

    private final FakeBus bus = new FakeBus();
    private final Units units = bus.units();

    @Test
    void startsAUnit_andWaitsForItsJobAmongOthers() throws Exception {
        units.start(UNIT, List.of(Property.of("Delegate", true)));
        assertThat(bus.log).containsExactly("Subscribe", "StartTransientUnit " + UNIT);
        assertThat(bus.active).containsExactly(UNIT);
        assertThat(bus.properties.get(UNIT)).containsExactly(Property.of("Delegate", true));
    }

    @Test
    void forgetsAUnitThatFailed_andStartsItOnceMore() throws Exception {
        bus.failed.add(UNIT);
        units.start(UNIT, List.of());
        assertThat(bus.log)
                .containsExactly(
                        "Subscribe",
                        "StartTransientUnit " + UNIT,
                        "ResetFailedUnit " + UNIT,
                        "StartTransientUnit " + UNIT);
        assertThat(bus.active).containsExactly(UNIT);
    }

    @Test
    void leavesAUnitAloneThatIsThereAlready() {
        bus.active.add(UNIT);
        assertThatExceptionOfType(Units.UnitExistsException.class)
                .isThrownBy(() -> units.start(UNIT, List.of()))
                .withMessage("start unit " + UNIT + ": systemd: StartTransientUnit: Unit " + UNIT + " already exists.");
        assertThat(bus.active).containsExactly(UNIT);
    }

    @Test
    void namesTheUnitWhoseJobFails() {
        bus.result = "failed";
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> units.start(UNIT, List.of()))
                .withMessage("start unit " + UNIT + ": systemd: the job ended as failed");
    }

    @Test
    void namesTheUnitWhoseJobDoesNotEnd() {
        bus.finishes = false;
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> units.start(UNIT, List.of()))
                .withMessage("start unit " + UNIT + ": systemd: the job did not end within 30 s");
    }

    @Test
    void stopsAUnit_andForgetsThatItFailed() throws Exception {
        units.start(UNIT, List.of());
        units.stop(UNIT);
        assertThat(bus.active).isEmpty();
        assertThat(bus.log).endsWith("StopUnit " + UNIT, "ResetFailedUnit " + UNIT);
    }

    @Test
    void doesNotMindAUnitThatIsGone() {
        bus.failed.add(UNIT);
        units.stop(UNIT);
        assertThat(bus.failed).isEmpty();
    }

    @Test
    void setsProperties_andReturnsWhenSystemdHasGoneOn() {
        units.set(UNIT, List.of(Property.of("TasksMax", 5)));
        assertThat(bus.log).containsExactly("Subscribe", "SetUnitProperties " + UNIT, "GetUnit " + UNIT);
    }

    @ParameterizedTest
    @CsvSource({"StartTransientUnit", "await"})
    void saysThatTheConnectionIsLost_andMakesAnotherForTheNextCall(String when) {
        bus.fatal = when;
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> units.start(UNIT, List.of()))
                .withMessageStartingWith("start unit " + UNIT + ": systemd: ");
        assertThat(bus.log).endsWith("close");
        units.stop(UNIT);
        assertThat(bus.connections).hasSize(2);
    }

    @Test
    void triesOneAddressAfterTheOther_andReportsAll() {
        List<Units.Address> addresses = List.of(new Units.Address("a", false), new Units.Address("b", true));
        bus.deaf.add("a");
        new Units(addresses, bus).stop(UNIT);
        assertThat(bus.connections).containsExactly("b broker");
        bus.deaf.add("b");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> new Units(addresses, bus).stop(UNIT))
                .withMessage("stop unit " + UNIT + ": systemd: cannot be reached: a: no such file or directory; "
                        + "b: no such file or directory");
    }

    @ParameterizedTest
    @CsvSource({"252.39-1~deb12u1, 252", "257 (257.13), 257", "v254.5-1.fc39, 254", "'', 0", "weird, 0"})
    void readsVersions(String text, int number) {
        assertThat(Units.number(text)).isEqualTo(number);
    }
}
