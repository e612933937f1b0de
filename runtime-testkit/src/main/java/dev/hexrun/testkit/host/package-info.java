/** Fakes of the host, with properties that a test chooses, and contracts for adapters. */
@NullMarked
package dev.hexrun.testkit.host;

import org.jspecify.annotations.NullMarked;
