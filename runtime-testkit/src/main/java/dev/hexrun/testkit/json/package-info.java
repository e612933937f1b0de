/** The contract of {@link dev.hexrun.port.json.JsonFormat}, as a test class for adapters. */
@NullMarked
package dev.hexrun.testkit.json;

import org.jspecify.annotations.NullMarked;
