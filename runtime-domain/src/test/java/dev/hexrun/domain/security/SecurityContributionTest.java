package dev.hexrun.domain.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecurityContributionTest {

    private static final Step ONE = ContributedSteps.execLabel("one", "1");
    private static final Step TWO = ContributedSteps.execLabel("two", "2");

    @Test
    void keepsTheOrderOfModules() {
        SecurityContribution one = SecurityContribution.NONE
                .withKeyringStep(ONE)
                .withLabelStep(ONE)
                .withProgramStep(ONE);
        SecurityContribution two = SecurityContribution.NONE
                .withKeyringStep(TWO)
                .withLabelStep(TWO)
                .withProgramStep(TWO);
        assertThat(one.and(two))
                .isEqualTo(new SecurityContribution(
                        List.of(ONE, TWO), List.of(ONE, TWO), List.of(ONE, TWO), Optional.empty()));
    }

    @Test
    void usesTheFirstLabelOfMounts() {
        SecurityContribution one = SecurityContribution.NONE.withMountContext("one");
        SecurityContribution two = SecurityContribution.NONE.withMountContext("two");
        assertThat(one.and(two).mountContext()).contains("one");
        assertThat(SecurityContribution.NONE.and(two).mountContext()).contains("two");
    }

    @Test
    void stepsWriteAttributesOfTheProcess() {
        assertThat(ContributedSteps.keyringLabel("", "x"))
                .isEqualTo(new IdentityStep.WriteProcessAttribute("", "keycreate", "x"));
        for (String module : List.of("../x", "a/b", "..", ".")) {
            assertThatThrownBy(() -> ContributedSteps.execLabel(module, "x"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
