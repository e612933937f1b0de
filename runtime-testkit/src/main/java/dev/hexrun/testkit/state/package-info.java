/**
 * A {@link dev.hexrun.port.state.StateStore} in memory, for tests of callers, and the contract of every store, as a
 * test class for adapters.
 */
@NullMarked
package dev.hexrun.testkit.state;

import org.jspecify.annotations.NullMarked;
