package dev.hexrun.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.exec.ExecRequest;
import dev.hexrun.app.exec.ProcessChanges;
import dev.hexrun.app.policy.DeniedByPolicyException;
import dev.hexrun.app.world.World;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.plan.ProcessStreams;
import dev.hexrun.port.policy.PlanProposal;
import dev.hexrun.port.policy.PlanProposal.Operation;
import dev.hexrun.port.policy.PlanVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The operations that policies decide about, and what a denial leaves. */
class PolicyUseTest {

    private final World world = new World();
    private final List<PlanProposal> proposals = new ArrayList<>();

    @Test
    void aDeniedCreateLeavesNothing() {
        deny(Operation.CREATE);

        assertThatThrownBy(() -> world.create.create(world.request()))
                .isInstanceOf(DeniedByPolicyException.class)
                .hasMessage("/linux: denied by policy fake: no");

        assertThat(world.launcher.plans()).isEmpty();
        assertThat(world.store.exists(World.WEB)).isFalse();
        assertThat(world.driver.cgroups()).isEmpty();
    }

    @Test
    void createShowsTheWholePlanThatItExecutes() {
        deny(Operation.UPDATE);

        world.create.create(world.request());

        PlanProposal proposal = proposals.getFirst();
        assertThat(proposal.operation()).isEqualTo(Operation.CREATE);
        assertThat(proposal.id()).isEqualTo(World.WEB);
        assertThat(proposal.bundle()).isEqualTo(world.bundle);
        assertThat(proposal.steps())
                .hasSameSizeAs(world.launcher.plans().getFirst().steps())
                .anyMatch(
                        step -> step.operation().equals("Exec") && step.actor().equals("init"));
    }

    @Test
    void aDeniedExecStartsNoProcess() {
        deny(Operation.EXEC);
        world.running();
        int plans = world.launcher.plans().size();

        assertThatThrownBy(() -> world.exec.exec(exec(List.of("CAP_SYS_ADMIN"))))
                .isInstanceOf(DeniedByPolicyException.class)
                .hasMessage("/linux: denied by policy fake: no");

        assertThat(world.launcher.plans()).hasSize(plans);
        assertThat(proposals.getLast().capabilities()).contains("CAP_SYS_ADMIN");
    }

    @Test
    void aDeniedUpdateChangesNothing() {
        deny(Operation.UPDATE);
        world.running();

        assertThatThrownBy(() -> world.update.update(
                        World.WEB,
                        LinuxResources.builder()
                                .pids(LinuxPids.builder().limit(7).build())
                                .build()))
                .isInstanceOf(DeniedByPolicyException.class);

        assertThat(proposals
                        .getLast()
                        .configuration()
                        .linux()
                        .orElseThrow()
                        .resources()
                        .orElseThrow()
                        .pids()
                        .orElseThrow()
                        .limit())
                .hasValue(7);
        assertThat(proposals.getLast().steps()).isEmpty();
        assertThat(world.store.load(World.WEB, "resources.json")).isEmpty();
    }

    private static ExecRequest exec(List<String> capabilities) {
        return new ExecRequest(
                World.WEB,
                Optional.empty(),
                new ProcessChanges(
                        List.of("ps"),
                        Optional.empty(),
                        List.of(),
                        false,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        List.of(),
                        capabilities,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                true,
                false,
                Map.of(),
                Optional.empty(),
                ProcessStreams.NONE);
    }

    private void deny(Operation operation) {
        world.policy = Optional.of(proposal -> {
            proposals.add(proposal);
            return proposal.operation() == operation ? PlanVerdict.deny("/linux", "no") : PlanVerdict.allow();
        });
    }
}
