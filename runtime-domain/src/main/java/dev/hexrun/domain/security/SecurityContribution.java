package dev.hexrun.domain.security;

import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The contribution of security modules to the plan of a process. A module begins with {@link #NONE} and adds its parts.
 * {@link ContributedSteps} creates the steps; the process that becomes the program executes them.
 *
 * @param keyringSteps labels for the session keyring. They are written before the process joins the keyring, and reset
 *     afterwards; ignored if the process keeps the caller's keyring
 * @param labelSteps steps for which the root file system and the host name must be complete, and {@code no_new_privs}
 *     not yet set. A label written here applies to {@code startContainer} hooks, too
 * @param programSteps steps after {@code no_new_privs}, before the user, capabilities and the system call filter are
 *     set. A label written here applies to {@code startContainer} hooks, too
 * @param mountContext the label of the container's mounts whose file system accepts a {@code context} option; empty if
 *     they are not labelled
 */
public record SecurityContribution(
        List<Step> keyringSteps, List<Step> labelSteps, List<Step> programSteps, Optional<String> mountContext) {

    /** A contribution without any parts. */
    public static final SecurityContribution NONE =
            new SecurityContribution(List.of(), List.of(), List.of(), Optional.empty());

    /** Copies the lists. */
    public SecurityContribution {
        keyringSteps = List.copyOf(keyringSteps);
        labelSteps = List.copyOf(labelSteps);
        programSteps = List.copyOf(programSteps);
    }

    /**
     * Returns a copy with an additional label for the session keyring.
     *
     * @param step the step that writes the label, from {@link ContributedSteps#keyringLabel}
     * @return the copy
     */
    public SecurityContribution withKeyringStep(Step step) {
        return new SecurityContribution(append(keyringSteps, List.of(step)), labelSteps, programSteps, mountContext);
    }

    /**
     * Returns a copy with an additional step before {@code no_new_privs}.
     *
     * @param step the step
     * @return the copy
     */
    public SecurityContribution withLabelStep(Step step) {
        return new SecurityContribution(keyringSteps, append(labelSteps, List.of(step)), programSteps, mountContext);
    }

    /**
     * Returns a copy with an additional step after {@code no_new_privs}.
     *
     * @param step the step
     * @return the copy
     */
    public SecurityContribution withProgramStep(Step step) {
        return new SecurityContribution(keyringSteps, labelSteps, append(programSteps, List.of(step)), mountContext);
    }

    /**
     * Returns a copy with a label for mounts.
     *
     * @param context the label
     * @return the copy
     */
    public SecurityContribution withMountContext(String context) {
        return new SecurityContribution(keyringSteps, labelSteps, programSteps, Optional.of(context));
    }

    /**
     * Returns the parts of this contribution and those of another module. If both label mounts, the label of this
     * contribution is used.
     *
     * @param other the contribution of the other module, whose steps follow
     * @return the combined contribution
     */
    public SecurityContribution and(SecurityContribution other) {
        return new SecurityContribution(
                append(keyringSteps, other.keyringSteps),
                append(labelSteps, other.labelSteps),
                append(programSteps, other.programSteps),
                mountContext.isPresent() ? mountContext : other.mountContext);
    }

    private static List<Step> append(List<Step> steps, List<Step> more) {
        List<Step> all = new ArrayList<>(steps.size() + more.size());
        all.addAll(steps);
        all.addAll(more);
        return all;
    }
}
