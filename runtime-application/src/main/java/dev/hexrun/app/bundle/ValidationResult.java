package dev.hexrun.app.bundle;

import dev.hexrun.domain.validate.Problems;

/**
 * What is to be said of a bundle.
 *
 * @param problems what keeps it from being run here
 * @param warnings what is ignored or bent when it runs
 */
public record ValidationResult(Problems problems, Problems warnings) {}
