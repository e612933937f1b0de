package dev.hexrun.port.bundle;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.validate.Problems;

/**
 * A bundle that was read.
 *
 * @param configuration what it says; where {@code problems} is not empty, without the values that are wrong
 * @param problems values of a wrong type or out of range, by JSON pointer
 * @param document the configuration file's bytes
 */
@SuppressWarnings("ArrayRecordComponent") // kept as read, and never compared
public record Bundle(Configuration configuration, Problems problems, byte[] document) {}
