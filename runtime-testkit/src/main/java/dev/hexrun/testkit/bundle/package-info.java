/** For whoever implements {@link dev.hexrun.port.bundle.BundleReader}: the contract that every reader of bundles keeps. */
@NullMarked
package dev.hexrun.testkit.bundle;

import org.jspecify.annotations.NullMarked;
