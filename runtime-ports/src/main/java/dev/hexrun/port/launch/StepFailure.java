package dev.hexrun.port.launch;

import dev.hexrun.domain.step.Step;
import java.util.Optional;

/**
 * The report of the native side on a failed step.
 *
 * @param step the step; empty if the failure belongs to none
 * @param cause the kind of failure
 * @param errno the error number of the system call; 0 if there was none
 * @param status the end of a child or hook: its exit status, or 128 plus the signal's number
 * @param detail more: the path concerned, the kernel's message, a hook's standard output
 * @param errorOutput a hook's standard error
 */
public record StepFailure(
        Optional<Step> step, FailureCause cause, int errno, int status, String detail, String errorOutput) {}
