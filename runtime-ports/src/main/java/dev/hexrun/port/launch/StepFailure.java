package dev.hexrun.port.launch;

import dev.hexrun.domain.step.Step;
import java.util.Optional;

/**
 * The report of the native side on a failed step.
 *
 * @param step the step; empty if the failure is not one of a step
 * @param cause the cause
 * @param errno the error number of the system call; 0 if there was none
 * @param status the exit status of a child or hook, or 128 plus the number of the signal that ended it
 * @param detail additional information: the path concerned, the kernel's message, a hook's standard output
 * @param errorOutput a hook's standard error
 */
public record StepFailure(
        Optional<Step> step, FailureCause cause, int errno, int status, String detail, String errorOutput) {}
