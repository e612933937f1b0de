/**
 * From a bundle's folder to a configuration (bundle.md, config.md).
 */
@NullMarked
package dev.hexrun.port.bundle;

import org.jspecify.annotations.NullMarked;
