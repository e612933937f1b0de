package dev.hexrun.testkit.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.policy.PlanPolicy;
import dev.hexrun.port.policy.PlanProposal;
import dev.hexrun.port.policy.PlanVerdict;
import dev.hexrun.testkit.Rule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link PlanPolicy}. A subclass creates the policy and operations that it allows and denies, with
 * {@link PlanProposal#builder}. The tests need no privileges.
 */
public abstract class PlanPolicyContract {

    /** Creates the test class. */
    protected PlanPolicyContract() {}

    /**
     * Creates the policy under test.
     *
     * @return a new policy
     * @throws Exception if it cannot be created
     */
    protected abstract PlanPolicy newPolicy() throws Exception;

    /**
     * Returns operations that the policy allows, with or without warnings.
     *
     * @return at least one operation
     */
    protected abstract List<PlanProposal> allowed();

    /**
     * Returns operations that the policy denies.
     *
     * @return at least one operation
     */
    protected abstract List<PlanProposal> denied();

    private List<PlanProposal> all() {
        List<PlanProposal> all = new ArrayList<>(allowed());
        all.addAll(denied());
        return all;
    }

    @Test
    @Rule("allows")
    void must_allowWhatItDoesNotForbid() throws Exception {
        for (PlanProposal proposal : allowed()) {
            assertThat(newPolicy().judge(proposal))
                    .as("the verdict for an allowed operation")
                    .isInstanceOf(PlanVerdict.Allow.class);
        }
    }

    @Test
    @Rule("denies")
    void must_denyWhatItForbids() throws Exception {
        for (PlanProposal proposal : denied()) {
            assertThat(newPolicy().judge(proposal))
                    .as("the verdict for a denied operation")
                    .isInstanceOf(PlanVerdict.Deny.class);
        }
    }

    @Test
    @Rule("reasons")
    void must_giveReasonsOfOneLine_withPointers() throws Exception {
        for (PlanProposal proposal : all()) {
            PlanVerdict verdict = newPolicy().judge(proposal);
            List<Problem> reasons = verdict instanceof PlanVerdict.Deny deny ? deny.problems() : List.of();
            List<Problem> problems = verdict instanceof PlanVerdict.Allow allow ? allow.warnings() : reasons;
            assertThat(problems).allSatisfy(problem -> {
                assertThat(problem.message()).as("a reason").isNotBlank().doesNotContain("\n");
                assertThat(problem.pointer().isEmpty() || problem.pointer().startsWith("/"))
                        .as("the pointer %s begins with a slash", problem.pointer())
                        .isTrue();
            });
        }
    }

    @Test
    @Rule("same-verdict")
    void must_giveTheSameVerdict_whenAskedAgain() throws Exception {
        PlanPolicy policy = newPolicy();
        for (PlanProposal proposal : all()) {
            PlanVerdict first = policy.judge(proposal);
            assertThat(policy.judge(proposal)).as("the second verdict").isEqualTo(first);
        }
    }

    @Test
    @Rule("every-operation")
    void must_judgeEveryOperation_ofTheSmallestConfiguration() throws Exception {
        Configuration smallest = Configuration.builder().ociVersion("1.3.0").build();
        for (PlanProposal.Operation operation : PlanProposal.Operation.values()) {
            PlanProposal proposal = PlanProposal.builder(operation, ContainerId.of("web"), smallest)
                    .build();
            assertThat(newPolicy().judge(proposal))
                    .as("the verdict for %s", operation.label())
                    .isNotNull();
        }
    }
}
