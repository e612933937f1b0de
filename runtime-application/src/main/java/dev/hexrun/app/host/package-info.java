/**
 * The host as the use cases see it: the answers that the validator and the planner need, and the checks of
 * {@code validate --host}.
 */
@NullMarked
package dev.hexrun.app.host;

import org.jspecify.annotations.NullMarked;
