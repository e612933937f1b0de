package dev.hexrun.port.bundle;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.validate.Problems;

/**
 * Resource limits from a file.
 *
 * @param resources the limits; a value that is reported in {@code problems} is absent
 * @param problems values of a wrong type or out of range, by JSON pointer
 */
public record ResourcesDocument(LinuxResources resources, Problems problems) {}
