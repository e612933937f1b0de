package dev.hexrun.testkit.security;

import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityRequest;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.Interceptor.Call;
import dev.hexrun.testkit.rules.TestedContract;
import java.util.List;

class SecurityModuleContractRulesTest extends TestedContract<SecurityModuleContract> {

    private static final SecurityContribution LABEL =
            SecurityContribution.NONE.withLabelStep(ContributedSteps.execLabel("fake", "always"));
    private static final SecurityContribution CGROUP =
            SecurityContribution.NONE.withLabelStep(new CgroupStep.JoinCgroup("/", true, false));

    SecurityModuleContractRulesTest() {
        super(SecurityModuleContract.class, SecurityModule.class);
    }

    @Override
    protected SecurityModuleContract contract(Interceptor interceptor) {
        return new FakeSecurityModuleContractTest() {
            @Override
            protected SecurityModule newModule() {
                return Intercepted.of(SecurityModule.class, super.newModule(), interceptor);
            }
        };
    }

    @Override
    protected List<Broken> broken() {
        int[] counter = new int[1];
        return List.of(
                Broken.of(
                        "not-requested",
                        "contribute",
                        call -> isEmpty(call) ? LABEL : call.proceed(),
                        "the contribution without a request"),
                Broken.of("requested", "contribute", _ -> SecurityContribution.NONE, "the contribution for a request"),
                Broken.of(
                        "exec",
                        "contribute",
                        call -> role(call) == SecurityRequest.Role.EXEC ? SecurityContribution.NONE : call.proceed(),
                        "labels for exec"),
                Broken.of(
                        "process-steps", "contribute", call -> isEmpty(call) ? call.proceed() : CGROUP, "the actor of"),
                Broken.of("refused", "check", _ -> List.of(), "problems of a refused setting"),
                Broken.of(
                        "validated",
                        "check",
                        call -> request(call).id().isEmpty()
                                ? List.of(new Problem("/annotations", "other"))
                                : call.proceed(),
                        "problems without a container"),
                Broken.of(
                        "same-result",
                        "contribute",
                        call -> isEmpty(call)
                                ? call.proceed()
                                : SecurityContribution.NONE.withLabelStep(
                                        ContributedSteps.execLabel("fake", "label" + counter[0]++)),
                        "the second contribution"));
    }

    private static SecurityRequest request(Call call) {
        return call.argument(0, SecurityRequest.class);
    }

    private static SecurityRequest.Role role(Call call) {
        return request(call).role();
    }

    private static boolean isEmpty(Call call) {
        return !request(call).configuration().annotations().containsKey(FakeSecurityModule.ANNOTATION);
    }
}
