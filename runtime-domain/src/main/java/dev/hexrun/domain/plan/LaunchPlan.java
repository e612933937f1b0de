package dev.hexrun.domain.plan;

import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * An ordered list of steps. They are executed in this order, even if consecutive steps have different actors.
 *
 * @param steps the steps
 */
public record LaunchPlan(List<Step> steps) {

    /** Copies the list and checks the order that {@code docs/protocol.md} requires. */
    public LaunchPlan {
        steps = List.copyOf(steps);
        checkOrder(steps);
    }

    /**
     * Creates a plan.
     *
     * @param steps the steps in their order
     * @return the plan
     * @throws IllegalArgumentException if the order is impossible, for example a step of init before {@link
     *     ProcessStep.Fork}
     */
    public static LaunchPlan of(Step... steps) {
        return new LaunchPlan(List.of(steps));
    }

    private static void checkOrder(List<Step> steps) {
        boolean launcher = false;
        boolean init = false;
        boolean exec = false;
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (exec && step.actor() != Actor.FRONT) {
                problems.add("step " + i + " of another actor than the front is behind Exec");
            }
            switch (step.actor()) {
                case FRONT -> launcher |= step instanceof ProcessStep.SpawnLauncher;
                case LAUNCHER -> {
                    if (!launcher || init) {
                        problems.add("step " + i + " has no launcher to execute it");
                    }
                    init |= step instanceof ProcessStep.Fork;
                }
                case INIT -> {
                    if (!init || steps.get(i - 1) instanceof ProcessStep.Fork) {
                        problems.add("step " + i + " has no init to execute it");
                    }
                    exec = step instanceof ProcessStep.Exec;
                }
            }
        }
        if (launcher && !exec) {
            problems.add("a plan that starts a launcher executes a program");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }
}
