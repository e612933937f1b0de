/** The use cases for bundles: validate, spec, and reading a bundle for a new container. */
@NullMarked
package dev.hexrun.app.bundle;

import org.jspecify.annotations.NullMarked;
