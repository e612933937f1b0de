package dev.hexrun.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tests of the place of security modules' steps in the plans. */
class SecurityStepsTest {

    private static final Step LABEL = ContributedSteps.execLabel("apparmor", "exec web");
    private static final Step PROGRAM = ContributedSteps.execLabel("", "u:r:t:s0");
    private static final Step KEYRING = ContributedSteps.keyringLabel("", "u:r:t:s0");
    private static final Step RESET = ContributedSteps.keyringLabel("", "");

    private static final SecurityContribution ALL = SecurityContribution.NONE
            .withLabelStep(LABEL)
            .withProgramStep(PROGRAM)
            .withKeyringStep(KEYRING);

    private static List<Step> launch(LaunchContext context, SecurityContribution security) {
        return LaunchPlanner.compile(
                        LaunchContext.builder().from(context).security(security).build())
                .steps();
    }

    private static int indexOf(List<Step> steps, Class<? extends Step> type) {
        for (int i = 0; i < steps.size(); i++) {
            if (type.isInstance(steps.get(i))) {
                return i;
            }
        }
        throw new AssertionError("no " + type.getSimpleName());
    }

    @Test
    void labelInitInTheOrderOfRunc() {
        LaunchContext context = SampleContexts.create(SampleContexts.standard().build());
        List<Step> steps = launch(context, ALL);
        int keyring = indexOf(steps, IdentityStep.JoinSessionKeyring.class);
        assertThat(steps.subList(keyring - 1, keyring + 2))
                .containsExactly(KEYRING, new IdentityStep.JoinSessionKeyring("_ses.web"), RESET);
        assertThat(steps.indexOf(LABEL))
                .isGreaterThan(indexOf(steps, MountStep.PivotRoot.class))
                .isGreaterThan(indexOf(steps, NamespaceStep.SetHostname.class))
                .isLessThan(indexOf(steps, IdentityStep.SetNoNewPrivileges.class));
        assertThat(steps.indexOf(PROGRAM)).isEqualTo(indexOf(steps, IdentityStep.SetNoNewPrivileges.class) + 1);
        assertThat(steps.indexOf(PROGRAM))
                .isLessThan(indexOf(steps, IdentityStep.DropBoundingCapabilities.class))
                .isLessThan(indexOf(steps, ProcessStep.CloseDescriptors.class));
        assertThat(steps).hasSize(launch(context, SecurityContribution.NONE).size() + 4);
    }

    @Test
    void labelNoKeyringIfTheCallersIsKept() {
        LaunchContext context = SampleContexts.create(SampleContexts.standard().build());
        List<Step> steps = launch(
                LaunchContext.builder()
                        .from(context)
                        .options(new LaunchContext.Options(true, false))
                        .build(),
                ALL);
        assertThat(steps).contains(LABEL, PROGRAM).doesNotContain(KEYRING, RESET);
    }

    @Test
    void labelExecInTheContainerAndBeforeItsIdentity() {
        RandomContexts random = new RandomContexts(new Random(7));
        for (int i = 0; i < 500; i++) {
            ExecContext context = random.exec();
            List<Step> steps = ExecPlanner.compile(
                            ExecContext.builder().from(context).security(ALL).build())
                    .steps();
            assertThat(steps.indexOf(LABEL))
                    .isGreaterThan(indexOf(steps, ProcessStep.Fork.class))
                    .isLessThan(steps.indexOf(PROGRAM));
            assertThat(steps.indexOf(PROGRAM)).isLessThan(indexOf(steps, IdentityStep.DropBoundingCapabilities.class));
            if (context.process().noNewPrivileges()) {
                assertThat(steps.indexOf(PROGRAM)).isEqualTo(indexOf(steps, IdentityStep.SetNoNewPrivileges.class) + 1);
            }
            assertThat(steps.contains(KEYRING)).isEqualTo(context.keyring());
            assertThat(steps.contains(RESET)).isEqualTo(context.keyring());
        }
    }

    /** The planner checks the invariants of every plan. */
    @Test
    void violateNoInvariantInGeneratedConfigurations() {
        RandomContexts random = new RandomContexts(new Random(11));
        for (int i = 0; i < 2000; i++) {
            assertThat(launch(random.launch(), ALL)).contains(LABEL, PROGRAM);
        }
    }
}
