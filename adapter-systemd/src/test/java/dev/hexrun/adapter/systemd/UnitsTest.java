package dev.hexrun.adapter.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.failure.HostOperationException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    private static final String UNIT = "runc-web.scope";

    private final FakeBus bus = new FakeBus();
    private final Units units = bus.units();

    @Test
    void startsAUnit_andWaitsForItsJob() throws Exception {
        units.start(UNIT, List.of(Property.of("Delegate", true)), () -> false);
        assertThat(bus.log).containsExactly("Subscribe", "StartTransientUnit " + UNIT);
        assertThat(bus.active).containsExactly(UNIT);
        assertThat(bus.properties.get(UNIT)).containsExactly(Property.of("Delegate", true));
    }

    @Test
    void resetsAFailedUnit_andStartsItAgain() throws Exception {
        bus.failed.add(UNIT);
        units.start(UNIT, List.of(), () -> false);
        assertThat(bus.log)
                .containsExactly(
                        "Subscribe",
                        "StartTransientUnit " + UNIT,
                        "ResetFailedUnit " + UNIT,
                        "StartTransientUnit " + UNIT);
        assertThat(bus.active).containsExactly(UNIT);
    }

    @Test
    void doesNotChangeAnExistingUnit() {
        bus.active.add(UNIT);
        assertThatExceptionOfType(Units.UnitExistsException.class)
                .isThrownBy(() -> units.start(UNIT, List.of(), () -> false))
                .withMessage("start unit " + UNIT + ": systemd: StartTransientUnit: Unit " + UNIT
                        + " already exists. (it is active)");
        assertThat(bus.active).containsExactly(UNIT);
    }

    @Test
    void namesTheUnitWhoseJobFails() {
        bus.result = "failed";
        bus.present.put("Result", "success");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> units.start(UNIT, List.of(), () -> false))
                .withMessage("start unit " + UNIT + ": systemd: the job ended as failed; see the journal of unit "
                        + UNIT + " for the reason");
    }

    @Test
    void reportsTheResultOfAUnitWhoseJobFails() {
        bus.result = "failed";
        bus.present.put("Result", "resources");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> units.start(UNIT, List.of(), () -> false))
                .withMessageContaining("the job ended as failed (resources); see the journal of unit " + UNIT);
    }

    @Test
    void namesTheUnitWhoseJobDoesNotEnd() {
        bus.finishes = false;
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> units.start(UNIT, List.of(), () -> false))
                .withMessage("start unit " + UNIT + ": systemd: the job did not end within 30 s");
    }

    @Test
    void stopsAUnit_andResetsItsFailedState() throws Exception {
        units.start(UNIT, List.of(), () -> false);
        units.stop(UNIT);
        assertThat(bus.active).isEmpty();
        assertThat(bus.log).endsWith("StopUnit " + UNIT, "ResetFailedUnit " + UNIT);
    }

    @Test
    void ignoresAMissingUnit_whenStopping() {
        bus.failed.add(UNIT);
        units.stop(UNIT);
        assertThat(bus.failed).isEmpty();
    }

    @Test
    void setsProperties_andWaitsUntilTheyAreApplied() {
        units.set(UNIT, List.of(Property.of("TasksMax", 5)));
        assertThat(bus.log).containsExactly("Subscribe", "SetUnitProperties " + UNIT, "GetUnit " + UNIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"StartTransientUnit", "await", "unanswered"})
    void startsAUnitOnce_whenTheConnectionIsLost(String when) throws Exception {
        (when.equals("unanswered") ? bus.unanswered : bus.fatal)
                .add(when.equals("await") ? when : "StartTransientUnit");
        units.start(UNIT, List.of(), () -> true);
        assertThat(bus.active).containsExactly(UNIT);
        assertThat(bus.connections).hasSize(2);
        assertThat(bus.log).contains("close").doesNotContain("StopUnit " + UNIT);
    }

    @Test
    void doesNotChangeAUnitOfAnotherContainer_whenTheConnectionIsLost() {
        bus.active.add(UNIT);
        bus.fatal.add("StartTransientUnit");
        assertThatExceptionOfType(Units.UnitExistsException.class)
                .isThrownBy(() -> units.start(UNIT, List.of(), () -> false));
        assertThat(bus.active).containsExactly(UNIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"StopUnit", "await", "unanswered"})
    void stopsAUnit_whenTheConnectionIsLost(String when) throws Exception {
        units.start(UNIT, List.of(), () -> false);
        (when.equals("unanswered") ? bus.unanswered : bus.fatal).add(when.equals("await") ? when : "StopUnit");
        units.stop(UNIT);
        assertThat(bus.active).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SetUnitProperties", "GetUnit"})
    void setsProperties_whenTheConnectionIsLost(String when) {
        bus.fatal.add(when);
        units.set(UNIT, List.of(Property.of("TasksMax", 5)));
        assertThat(bus.properties.get(UNIT)).contains(Property.of("TasksMax", 5));
        assertThat(bus.connections).hasSize(2);
    }

    @Test
    void returnsPropertiesInTheFormThatSetAccepts() {
        bus.present.put("TasksMax", 7L);
        bus.present.put("AllowedCPUs", List.of(3L));
        Property cpus = new Property("AllowedCPUs", new Variant("ay", List.of(1L)));
        assertThat(units.present(UNIT, List.of(Property.of("TasksMax", 5), cpus)))
                .containsExactly(
                        Property.of("TasksMax", 7), new Property("AllowedCPUs", new Variant("ay", List.of(3L))));
    }

    @Test
    void triesAddressesInOrder_andReportsAllFailures() {
        List<Units.Address> addresses = List.of(new Units.Address("a", false), new Units.Address("b", true));
        bus.blocksConnects.add("a");
        new Units(addresses, bus, bus, Units.TIMEOUT).stop(UNIT);
        assertThat(bus.connections).containsExactly("b broker");
        bus.blocksConnects.add("b");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> new Units(addresses, bus, bus, Units.TIMEOUT).stop(UNIT))
                .withMessage(
                        "stop unit " + UNIT + ": systemd: cannot be reached, see whether it runs (systemctl status): "
                                + "a: no such file or directory; b: no such file or directory");
    }

    @Test
    void failsWithinSeconds_whenSystemdDoesNotRun() {
        bus.blocksConnects.add(FakeBus.ADDRESS);
        assertThatExceptionOfType(HostOperationException.class).isThrownBy(() -> units.stop(UNIT));
        assertThat(Duration.ofNanos(bus.nanos())).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
    }

    @Test
    void waitsWhileSystemdReexecutes() {
        bus.refusing = Duration.ofSeconds(25);
        units.set(UNIT, List.of(Property.of("TasksMax", 5)));
        assertThat(bus.properties.get(UNIT)).containsExactly(Property.of("TasksMax", 5));
        assertThat(bus.connections).hasSize(1);
    }

    /** The socket of systemd refuses connections, and systemd is not on the message bus. */
    @Test
    void waitsWhileSystemdReexecutes_ifAnotherAddressDoesNotExist() {
        List<Units.Address> addresses = List.of(new Units.Address("a", false), new Units.Address("b", true));
        bus.refusing = Duration.ofSeconds(25);
        bus.blocksConnects.add("b");
        new Units(addresses, bus, bus, Units.TIMEOUT).stop(UNIT);
        assertThat(bus.connections).containsExactly("a");
    }

    @Test
    void waitsOnceWhileSystemdReexecutes_atMostForTheTimeout() {
        bus.refusing = Duration.ofMinutes(10);
        for (int i = 0; i < 5; i++) {
            assertThatExceptionOfType(HostOperationException.class)
                    .isThrownBy(() -> units.stop(UNIT))
                    .withMessageContaining("cannot be reached");
        }
        assertThat(Duration.ofNanos(bus.nanos())).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
    }

    /** The socket disappears because systemd exits, as a user's systemd does with the last session. */
    @Test
    void failsWithinSeconds_whenTheSocketIsRemoved() {
        bus.refusing = Duration.ofMinutes(10);
        bus.removedAt = Duration.ofSeconds(5);
        assertThatExceptionOfType(HostOperationException.class).isThrownBy(() -> units.stop(UNIT));
        assertThat(Duration.ofNanos(bus.nanos())).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(8));
    }

    @Test
    void doesNotCallAgain_afterATimeout() {
        List<Units.Address> addresses = List.of(new Units.Address("a", false), new Units.Address("b", true));
        bus.unresponsive.addAll(List.of("a", "b"));
        long start = bus.nanos();
        Units hanging = new Units(addresses, bus, bus, Units.TIMEOUT);
        for (int i = 0; i < 5; i++) {
            assertThatExceptionOfType(HostOperationException.class)
                    .isThrownBy(() -> hanging.stop(UNIT))
                    .withMessageContaining("a: no answer within 30 s; b: no answer within 5 s");
        }
        assertThat(Duration.ofNanos(bus.nanos() - start)).isEqualTo(Duration.ofSeconds(35));
        Units impatient = new Units(addresses, bus, bus, Duration.ofSeconds(2));
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> impatient.stop(UNIT))
                .withMessageContaining("a: no answer within 2 s; b: no answer within 2 s");
    }

    @Test
    void returnsTheOwner_ifKnown() {
        bus.owner = OptionalInt.of(1000);
        assertThat(units.owner()).hasValue(1000);
        bus.blocksConnects.add(FakeBus.ADDRESS);
        assertThat(units.owner()).isEmpty();
        assertThat(bus.nanos()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"252.39-1~deb12u1, 252", "257 (257.13), 257", "v254.5-1.fc39, 254", "'', 0", "weird, 0"})
    void parsesVersions(String text, int number) {
        assertThat(Units.number(text)).isEqualTo(number);
    }
}
