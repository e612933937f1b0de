package dev.hexrun.port.bundle;

import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.validate.Problems;

/**
 * The description of a process that was read.
 *
 * @param process what it says; where {@code problems} is not empty, without the values that are wrong
 * @param problems values of a wrong type or out of range, by JSON pointer
 */
public record ProcessDocument(Process process, Problems problems) {}
