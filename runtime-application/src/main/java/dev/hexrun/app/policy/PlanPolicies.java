package dev.hexrun.app.policy;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.BrokenAdapterException;
import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.app.adapters.VendorCall;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.policy.PolicyDecision.Outcome;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.policy.PlanPolicy;
import dev.hexrun.port.policy.PlanPolicyContext;
import dev.hexrun.port.policy.PlanPolicyProvider;
import dev.hexrun.port.policy.PlanProposal;
import dev.hexrun.port.policy.PlanProposal.Operation;
import dev.hexrun.port.policy.PlanVerdict;
import dev.hexrun.port.policy.PlannedStep;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * All policies of the host. Each is asked about every operation; the operation is denied if one of them denies it, fails,
 * exceeds its deadline or cannot be loaded, or if one that the user requires is missing or not usable.
 */
public final class PlanPolicies {

    /** The time that a policy has to be created and to answer. */
    private static final long DEADLINE_MILLIS = 5_000;

    private final Adapters adapters;
    private final Provider<PlanPolicyContext> context;
    private final Warnings warnings;
    private final CommandContext caller;
    private final long deadlineMillis;
    private final Map<String, PlanPolicy> created = new LinkedHashMap<>();

    /**
     * Creates the object. Finds no policies yet.
     *
     * @param adapters finds the policies
     * @param context the services for policies
     * @param warnings receives the decisions and the warnings of policies
     * @param caller the caller of the operations
     */
    @Inject
    public PlanPolicies(
            Adapters adapters, Provider<PlanPolicyContext> context, Warnings warnings, CommandContext caller) {
        this(adapters, context, warnings, caller, DEADLINE_MILLIS);
    }

    PlanPolicies(
            Adapters adapters,
            Provider<PlanPolicyContext> context,
            Warnings warnings,
            CommandContext caller,
            long deadlineMillis) {
        this.adapters = adapters;
        this.context = context;
        this.warnings = warnings;
        this.caller = caller;
        this.deadlineMillis = deadlineMillis;
    }

    /**
     * Returns whether there is a policy to ask. If not, a caller need not create a proposal.
     *
     * @return {@code true} if a policy was found, usable or not, or if the user requires one
     */
    public boolean exist() {
        return !adapters.find(Port.PLAN_POLICY).isEmpty()
                || adapters.choice(Port.PLAN_POLICY).isPresent();
    }

    /**
     * Begins a proposal of the caller.
     *
     * @param operation the operation
     * @param id the container
     * @param configuration the configuration that the operation applies
     * @param plan the plan that the operation is about to execute; empty if it executes none
     * @return a builder with the caller and the steps
     */
    public PlanProposal.Builder propose(
            Operation operation, ContainerId id, Configuration configuration, Optional<LaunchPlan> plan) {
        List<PlannedStep> steps = new ArrayList<>();
        if (plan.isPresent()) {
            for (Step step : plan.get().steps()) {
                steps.add(new PlannedStep(step.actor().label(), step.getClass().getSimpleName(), step.describe()));
            }
        }
        return PlanProposal.builder(operation, id, configuration)
                .callerUid(caller.uid())
                .steps(steps);
    }

    /**
     * Calls all policies, logs their decisions, and returns if none of them denies the operation.
     *
     * @param proposal the operation
     * @throws DeniedByPolicyException if a policy denies the operation or fails
     */
    public void require(PlanProposal proposal) {
        List<PolicyDecision> decisions = decide(proposal);
        for (PolicyDecision decision : decisions) {
            warnings.debug(proposal.operation().label() + " " + proposal.id() + ": " + decision);
            if (!decision.denies()) {
                for (Problem warning : decision.explained()) {
                    warnings.warn(warning.toString());
                }
            }
        }
        requireAllowed(decisions);
    }

    /**
     * Checks that no decision denies the operation.
     *
     * @param decisions the decisions of all policies
     * @throws DeniedByPolicyException if one of them denies the operation
     */
    public static void requireAllowed(List<PolicyDecision> decisions) {
        List<PolicyDecision> denials = new ArrayList<>(0);
        for (PolicyDecision decision : decisions) {
            if (decision.denies()) {
                denials.add(decision);
            }
        }
        if (!denials.isEmpty()) {
            throw new DeniedByPolicyException(denials);
        }
    }

    /**
     * Calls all policies.
     *
     * @param proposal the operation
     * @return the decision of each policy, ordered by priority and name; none if {@link #exist} is {@code false}
     */
    public List<PolicyDecision> decide(PlanProposal proposal) {
        List<String> missing = required();
        List<PolicyDecision> decisions = new ArrayList<>();
        for (FoundAdapter<PlanPolicyProvider> adapter : ordered()) {
            boolean required = missing.remove(adapter.name());
            decisions.add(decide(adapter, required, proposal));
        }
        for (String name : missing) {
            decisions.add(PolicyDecision.failed(name, "", "it is required, but no adapter of this name is installed"));
        }
        return decisions;
    }

    private List<FoundAdapter<PlanPolicyProvider>> ordered() {
        List<FoundAdapter<PlanPolicyProvider>> ordered = new ArrayList<>(adapters.find(Port.PLAN_POLICY));
        ordered.sort(new ByPriority());
        return ordered;
    }

    /** The order of reports. Not a lambda, for which a cold JVM generates a class. */
    private static final class ByPriority implements Comparator<FoundAdapter<PlanPolicyProvider>> {

        @Override
        public int compare(FoundAdapter<PlanPolicyProvider> one, FoundAdapter<PlanPolicyProvider> other) {
            int priorities = Integer.compare(other.priority(), one.priority());
            return priorities == 0 ? one.name().compareTo(other.name()) : priorities;
        }
    }

    /** Returns the names that the user requires: {@code plan-policy = a, b}. */
    private List<String> required() {
        Optional<String> choice = adapters.choice(Port.PLAN_POLICY);
        List<String> names = new ArrayList<>(1);
        if (choice.isPresent()) {
            for (String name : Adapters.names(choice.get())) {
                if (!names.contains(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private PolicyDecision decide(FoundAdapter<PlanPolicyProvider> adapter, boolean required, PlanProposal proposal) {
        String name = adapter.name();
        String origin = adapter.origin();
        if (adapter.provider().isEmpty() || adapter.status() == FoundAdapter.Status.BROKEN) {
            return PolicyDecision.failed(name, origin, adapter.reason());
        }
        if (!adapter.usable()) {
            return required
                    ? PolicyDecision.failed(name, origin, "it is required, but not usable: " + adapter.reason())
                    : new PolicyDecision(name, origin, Outcome.UNUSABLE, List.of(new Problem("", adapter.reason())));
        }
        PolicyCall call =
                new PolicyCall(adapter.provider().get(), created.get(name + '\0' + origin), context.get(), proposal);
        try {
            PlanVerdict verdict = VendorCall.run("policy " + name, deadlineMillis, call);
            created.put(name + '\0' + origin, call.policy());
            return verdict instanceof PlanVerdict.Deny deny
                    ? new PolicyDecision(name, origin, Outcome.DENIED, deny.problems())
                    : new PolicyDecision(name, origin, Outcome.ALLOWED, ((PlanVerdict.Allow) verdict).warnings());
        } catch (BrokenAdapterException broken) {
            return PolicyDecision.failed(name, origin, broken.reason());
        }
    }

    /** A call of a policy, which creates the policy first if no call did. Not a lambda, like the order. */
    private static final class PolicyCall implements Callable<PlanVerdict> {

        private final PlanPolicyProvider provider;
        private final PlanPolicyContext context;
        private final PlanProposal proposal;
        private volatile @Nullable PlanPolicy policy;

        PolicyCall(
                PlanPolicyProvider provider,
                @Nullable PlanPolicy policy,
                PlanPolicyContext context,
                PlanProposal proposal) {
            this.provider = provider;
            this.policy = policy;
            this.context = context;
            this.proposal = proposal;
        }

        @Override
        public PlanVerdict call() {
            PlanPolicy present = policy;
            if (present == null) {
                present = provider.create(context);
                policy = present;
            }
            return present.judge(proposal);
        }

        PlanPolicy policy() {
            PlanPolicy present = policy;
            if (present == null) {
                throw new IllegalStateException("no policy was created");
            }
            return present;
        }
    }
}
