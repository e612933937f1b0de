package dev.hexrun.testkit.policy;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.policy.PlanPolicy;
import dev.hexrun.port.policy.PlanProposal;
import dev.hexrun.port.policy.PlanVerdict;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.Interceptor.Call;
import dev.hexrun.testkit.rules.TestedContract;
import java.util.List;

class PlanPolicyContractRulesTest extends TestedContract<PlanPolicyContract> {

    PlanPolicyContractRulesTest() {
        super(PlanPolicyContract.class, PlanPolicy.class);
    }

    /** A policy that follows the contract: only containers with a host name are allowed. */
    private static PlanVerdict requireHostname(PlanProposal proposal) {
        return proposal.configuration().hostname().isPresent()
                ? PlanVerdict.allow()
                : PlanVerdict.deny("/hostname", "a host name is required");
    }

    private static PlanProposal proposal(Configuration.Builder configuration) {
        return PlanProposal.builder(
                        PlanProposal.Operation.CREATE,
                        ContainerId.of("web"),
                        configuration.ociVersion("1.3.0").build())
                .build();
    }

    @Override
    protected PlanPolicyContract contract(Interceptor interceptor) {
        return new PlanPolicyContract() {
            @Override
            protected PlanPolicy newPolicy() {
                PlanPolicy policy = PlanPolicyContractRulesTest::requireHostname;
                return Intercepted.of(PlanPolicy.class, policy, interceptor);
            }

            @Override
            protected List<PlanProposal> allowed() {
                return List.of(proposal(Configuration.builder().hostname("web")));
            }

            @Override
            protected List<PlanProposal> denied() {
                return List.of(proposal(Configuration.builder()));
            }
        };
    }

    private static boolean isAllowed(Call call) throws Throwable {
        return call.result(PlanVerdict.class) instanceof PlanVerdict.Allow;
    }

    @Override
    protected List<Broken> broken() {
        int[] counter = new int[1];
        return List.of(
                Broken.of(
                        "allows", "judge", _ -> PlanVerdict.deny("", "closed"), "the verdict for an allowed operation"),
                Broken.of("denies", "judge", _ -> PlanVerdict.allow(), "the verdict for a denied operation"),
                Broken.of(
                        "reasons",
                        "judge",
                        call -> isAllowed(call) ? PlanVerdict.warn("", " ") : call.proceed(),
                        "a reason"),
                Broken.of(
                        "same-verdict",
                        "judge",
                        call -> isAllowed(call) ? PlanVerdict.warn("", "call " + counter[0]++) : call.proceed(),
                        "the second verdict"),
                Broken.of(
                        "every-operation",
                        "judge",
                        call -> call.argument(0, PlanProposal.class).operation() == PlanProposal.Operation.UPDATE
                                ? null
                                : call.proceed(),
                        "the verdict for update"));
    }
}
