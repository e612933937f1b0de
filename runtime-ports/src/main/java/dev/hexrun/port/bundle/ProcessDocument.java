package dev.hexrun.port.bundle;

import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.validate.Problems;

/**
 * A process description from a file.
 *
 * @param process the process; a value that is reported in {@code problems} is absent
 * @param problems values of a wrong type or out of range, by JSON pointer
 */
public record ProcessDocument(Process process, Problems problems) {}
