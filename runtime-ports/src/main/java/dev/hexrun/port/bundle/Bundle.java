package dev.hexrun.port.bundle;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.validate.Problems;

/**
 * The configuration of a bundle.
 *
 * @param configuration the configuration; a value that is reported in {@code problems} is absent
 * @param problems values of a wrong type or out of range, by JSON pointer
 * @param document the bytes of the configuration file
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes of the file; never compared
public record Bundle(Configuration configuration, Problems problems, byte[] document) {}
