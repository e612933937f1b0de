/**
 * For whoever calls or implements {@link dev.hexrun.port.state.StateStore}: a store that lives in memory, and the
 * contract that every store keeps.
 */
@NullMarked
package dev.hexrun.testkit.state;

import org.jspecify.annotations.NullMarked;
