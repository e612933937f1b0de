package dev.hexrun.port.bundle;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.validate.Problems;

/**
 * The description of limits that was read.
 *
 * @param resources what it says; where {@code problems} is not empty, without the values that are wrong
 * @param problems values of a wrong type or out of range, by JSON pointer from the top of the document
 */
public record ResourcesDocument(LinuxResources resources, Problems problems) {}
