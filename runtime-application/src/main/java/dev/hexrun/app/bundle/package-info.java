/** The use cases of bundles: reading one for a container, validate and spec. */
@NullMarked
package dev.hexrun.app.bundle;

import org.jspecify.annotations.NullMarked;
