package dev.hexrun.app.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerFilterTest {

    private static final ContainerState WEB = new ContainerState(
            "1.3.0",
            ContainerId.of("web-1"),
            42,
            ContainerStatus.RUNNING,
            "/srv/web",
            "/srv/web/rootfs",
            "2026-01-02T03:04:05Z",
            Map.of("team", "a", "tier", "front=end", "empty", ""),
            Map.of(),
            "root");

    private static boolean matches(String... expressions) {
        return ContainerFilter.of(List.of(expressions)).matches(WEB);
    }

    @ParameterizedTest
    @CsvSource({
        "status=running, true",
        "status=paused, false",
        "status!=paused, true",
        "status!=running, false",
        "id=web, true",
        "id=eb-1, false",
        "name=eb-1, true",
        "name=db, false",
        "label=team, true",
        "label=team=a, true",
        "label=team=b, false",
        "label=unknown, false",
        "label=empty=, true",
        "label=tier=front=end, true",
        "annotation=team=a, true",
        "annotation!=team, false",
        "bundle=/srv/web, true",
        "bundle=/srv/, true",
        "bundle=/, true",
        "bundle=/srv/we, false",
        "owner=root, true",
        "owner=daemon, false",
    })
    void matchesOneCondition(String expression, boolean expected) {
        assertThat(matches(expression)).isEqualTo(expected);
    }

    @Test
    void treatsConditionsWithOneKeyAsAlternatives() {
        assertThat(matches("status=paused", "status=running")).isTrue();
        assertThat(matches("id=db", "id=web")).isTrue();
        assertThat(matches("id=db", "id=cache")).isFalse();
    }

    @Test
    void requiresConditionsWithDifferentKeys() {
        assertThat(matches("status=running", "id=web")).isTrue();
        assertThat(matches("status=running", "id=db")).isFalse();
    }

    @Test
    void requiresAllLabels() {
        assertThat(matches("label=team", "label=tier")).isTrue();
        assertThat(matches("label=team", "label=unknown")).isFalse();
    }

    @Test
    void requiresAllNegatedConditions() {
        assertThat(matches("id!=db", "id!=cache")).isTrue();
        assertThat(matches("id!=db", "id!=web")).isFalse();
        assertThat(matches("id=web", "id!=web-1")).isFalse();
    }

    @Test
    void matchesEverythingWithoutConditions() {
        assertThat(ContainerFilter.of(List.of())).isSameAs(ContainerFilter.ALL);
        assertThat(matches()).isTrue();
    }

    @Test
    void callsStoppedContainersExitedLikeEngines() {
        ContainerState stopped = new ContainerState(
                "1.3.0", WEB.id(), 0, ContainerStatus.STOPPED, "/b", "/b/r", "", Map.of(), Map.of(), "");
        assertThat(ContainerFilter.of(List.of("status=exited")).matches(stopped))
                .isTrue();
        assertThat(ContainerFilter.of(List.of("status=stopped")).matches(stopped))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "running", "=a", "state=running", "!=a", "before=web"})
    void namesTheKeysIfOneIsUnknown(String expression) {
        assertThatThrownBy(() -> ContainerFilter.of(List.of(expression)))
                .hasMessage(
                        "--filter " + expression + ": must have the form KEY=VALUE or KEY!=VALUE, where KEY is one of "
                                + "status, label, annotation, id, name, bundle, owner");
    }

    @Test
    void namesTheStatusesIfOneIsUnknown() {
        assertThatThrownBy(() -> ContainerFilter.of(List.of("status=runing")))
                .hasMessageEndingWith("unknown status: must be creating, created, running, paused or stopped");
    }
}
