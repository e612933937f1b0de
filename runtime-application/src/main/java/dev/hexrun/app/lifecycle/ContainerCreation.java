package dev.hexrun.app.lifecycle;

import dev.hexrun.app.policy.PlanPolicies;
import dev.hexrun.app.policy.PolicyDecision;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.plan.ProcessStreams;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.policy.PlanProposal;
import dev.hexrun.port.policy.PlanProposal.Operation;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * The creation of a container, which leaves nothing behind if it fails. The runtime records each object before it
 * creates it, so that {@code delete} can undo the creation if this process dies at any point.
 */
public final class ContainerCreation {

    private final CreationPreparation preparation;
    private final ContainerReservation reservation;
    private final CgroupCreation cgroups;
    private final LaunchCompilation compilation;
    private final ContainerLauncher launcher;
    private final ContainerRemoval removal;
    private final PlanPolicies policies;

    /**
     * Creates the object.
     *
     * @param preparation reads and checks the bundle, and resolves the cgroups
     * @param reservation creates, locks and records the container's directory
     * @param cgroups creates the cgroups
     * @param compilation compiles the plan
     * @param launcher executes the plan
     * @param removal undoes a failed creation
     * @param policies decide whether the plan may be executed
     */
    @Inject
    public ContainerCreation(
            CreationPreparation preparation,
            ContainerReservation reservation,
            CgroupCreation cgroups,
            LaunchCompilation compilation,
            ContainerLauncher launcher,
            ContainerRemoval removal,
            PlanPolicies policies) {
        this.preparation = preparation;
        this.reservation = reservation;
        this.cgroups = cgroups;
        this.compilation = compilation;
        this.launcher = launcher;
        this.removal = removal;
        this.policies = policies;
    }

    ReviewedPlan plan(CreateRequest request) {
        return review(preparation.prepare(request));
    }

    /** Returns the decisions of the policies, without warnings about the configuration. */
    List<PolicyDecision> decide(CreateRequest request) {
        return policies.exist() ? review(preparation.prepareSilently(request)).decisions() : List.of();
    }

    private ReviewedPlan review(PreparedContainer container) {
        Cgroup cgroup = container.driver().open(container.cgroup().paths());
        LaunchPlan plan = compilation.compile(container, StartMode.LATER, cgroup, cgroup.initJoin());
        return new ReviewedPlan(
                plan, policies.exist() ? policies.decide(proposal(container, StartMode.LATER, plan)) : List.of());
    }

    ContainerRecord create(CreateRequest request, StartMode start, ProcessStreams.RunMode mode) {
        reservation.requireFree(request.id());
        PreparedContainer container = preparation.prepare(request);
        request.options().streams().check(container.configuration().process().orElseThrow(), mode);
        try (CreationAttempt attempt = reservation.reserve(container)) {
            return create(attempt, start);
        }
    }

    private ContainerRecord create(CreationAttempt attempt, StartMode start) {
        try {
            reservation.save(attempt);
            attempt.createCgroups(cgroups);
            LaunchPlan plan = compilation.compile(attempt.container(), start, attempt.cgroup(), attempt.join());
            if (policies.exist()) {
                policies.require(proposal(attempt.container(), start, plan));
            }
            launcher.launch(plan, attempt);
            return attempt.record();
        } catch (ContainerException failure) {
            ContainerException explained = CreationFailure.explain(
                    failure, attempt.cgroup(), attempt.container().resources());
            undo(attempt, explained);
            throw explained;
        } catch (RuntimeException | Error failure) {
            undo(attempt, failure);
            throw failure;
        }
    }

    private PlanProposal proposal(PreparedContainer container, StartMode start, LaunchPlan plan) {
        CreateRequest request = container.request();
        ProcessStreams streams = request.options().streams();
        return policies.propose(
                        start == StartMode.IMMEDIATE ? Operation.RUN : Operation.CREATE,
                        request.id(),
                        container.configuration(),
                        Optional.of(plan))
                .bundle(container.bundle())
                .pivotRoot(request.options().pivotRoot())
                .newKeyring(request.options().newKeyring())
                .passedDescriptors(streams.listenDescriptors() + streams.preservedDescriptors())
                .build();
    }

    private void undo(CreationAttempt attempt, Throwable failure) {
        try {
            removal.undo(attempt.record(), attempt.cgroup());
        } catch (ContainerException second) {
            failure.addSuppressed(second);
        }
    }
}
