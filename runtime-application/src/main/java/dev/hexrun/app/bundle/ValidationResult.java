package dev.hexrun.app.bundle;

import dev.hexrun.domain.validate.Problems;

/**
 * The findings of a bundle's validation.
 *
 * @param problems the errors, each of which prevents the bundle from running on this host
 * @param warnings the settings that are ignored or adjusted when the bundle runs
 */
public record ValidationResult(Problems problems, Problems warnings) {}
