package dev.hexrun.port.launch;

import dev.hexrun.domain.step.Step;
import java.util.Optional;

/**
 * What the native side says of a step that failed.
 *
 * @param step the step; empty if the failure belongs to none
 * @param cause the kind of failure
 * @param errno the error number of the system call; 0 if there was none
 * @param status how a child or hook ended: its exit status, or 128 plus the signal's number
 * @param detail more: the path concerned, the kernel's own words, a hook's standard output
 * @param errorOutput a hook's standard error
 */
public record StepFailure(
        Optional<Step> step, FailureCause cause, int errno, int status, String detail, String errorOutput) {}
