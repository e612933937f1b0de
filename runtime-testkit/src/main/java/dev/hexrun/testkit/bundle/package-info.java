/** The contract of {@link dev.hexrun.port.bundle.BundleReader}, as a test class for adapters. */
@NullMarked
package dev.hexrun.testkit.bundle;

import org.jspecify.annotations.NullMarked;
