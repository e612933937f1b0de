/**
 * The port that reads the configuration of bundles (bundle.md, config.md). {@code create}, {@code run}, {@code plan} and {@code
 * validate} read a bundle once; later commands parse the copy in the state root. {@code exec} reads process descriptions,
 * {@code update} reads limits.
 */
@NullMarked
package dev.hexrun.port.bundle;

import org.jspecify.annotations.NullMarked;
